#!/usr/bin/env python3
"""One peer of the benchmark, a process that lives as long as the benchmark does.

    peer.py --peer pytorch --threads 2              asked line by line, in JSON, on stdin
    peer.py --peer pytorch --threads 2 --alone      times itself over works.json, drawn tensors

Questions and answers, a line each:

    {"do": "prepare", "work": {...}, "tensors": PATH, "results": PATH}
        reads the tensors, tries every variant, keeps the fastest, writes its results
        -> {"variant": "oneDNN", "tried": {"oneDNN": 0.12, "without oneDNN": 0.31}}
    {"do": "run", "span": 0.05}                     -> {"seconds": 0.121}, the mean of a span
    {"do": "peak", "size": 2048, "scalar": "float32"} -> {"flops": 1.2e11}
    {"do": "forget"}                                -> {}
    {"do": "quit"}

A question that fails is answered {"error": "one line"}.
"""

import argparse
import gc
import json
import os
import sys
import time
from pathlib import Path

PEERS = ("pytorch", "keras", "keras-unrolled", "keras-xla", "jax-step", "jax-scan")
# Gradient checkers; `jax-jacfwd` is an exact derivative.
CHECKERS = (
    "pytorch-gradcheck-slow",
    "pytorch-gradcheck-fast",
    "jax-check-grads",
    "jax-jacfwd",
    "tensorflow-compute-gradient",
)
PICTURES = ("matplotlib",)


def limit_threads(peer, threads):
    """Before the libraries start: XLA has a thread for each CPU that the process may run on."""
    available = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if not peer.startswith("pytorch") and 0 < threads < len(available):
        os.sched_setaffinity(0, available[:threads])
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NPROC"):
        os.environ[name] = str(threads)
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def library(peer, threads):
    match peer:
        case "pytorch" | "pytorch-gradcheck-slow" | "pytorch-gradcheck-fast":
            import pytorch_peer as module
        case "keras" | "keras-unrolled" | "keras-xla":
            import keras_peer as module
        case "tensorflow-compute-gradient":
            import tensorflow_peer as module
        case "matplotlib":
            import matplotlib_peer as module
        case _:
            import jax_peer as module
    module.start(threads, peer)
    return module


# A trial of a long training stops after so many updates; a gradient checker's, after one block.
TRIAL_UPDATES = {"sentiment": 2, "truncated": 100, "checker": 1}


def timed(variant, limit=None):
    variant.setup()
    start = time.perf_counter()
    variant.run(limit)
    return time.perf_counter() - start


def fastest(work, variants, log=None):
    """Tries each variant and keeps the fastest: a run that compiles, then the better of two."""
    limit = TRIAL_UPDATES.get(work["kind"])
    kept, kept_time, tried = None, float("inf"), {}
    for variant in variants:
        first = timed(variant, limit)
        seconds = timed(variant, limit)
        if seconds < 2 * kept_time:
            seconds = min(seconds, timed(variant, limit))
        tried[variant.name] = seconds
        if log:
            log(f"    {variant.name}: {seconds:.6f} s (first {first:.2f} s)")
        if seconds < kept_time:
            kept, kept_time = variant, seconds
    timed(kept)
    return kept, tried


class Peer:
    def __init__(self, name, threads):
        self.module = library(name, threads)
        self.variant = None

    def answer(self, question):
        import tensors as files

        match question["do"]:
            case "prepare":
                self.forget()
                tensors = files.read(question["tensors"])
                variants = self.module.variants(question["work"], tensors)
                self.variant, tried = fastest(question["work"], variants)
                files.write(question["results"], self.variant.results())
                return {"variant": self.variant.name, "tried": tried}
            case "run":
                times = [timed(self.variant)]
                while sum(times) < question["span"]:
                    times.append(timed(self.variant))
                return {"seconds": sum(times) / len(times)}
            case "peak":
                size = question["size"]
                product = self.module.peak(size, question["scalar"])
                product()
                best = min(self.seconds(product) for _ in range(10))
                return {"flops": 2 * size**3 / best}
            case "forget":
                self.forget()
                return {}
        raise ValueError(f"unknown question {question['do']}")

    def forget(self):
        self.variant = None
        gc.collect()

    def seconds(self, function):
        start = time.perf_counter()
        function()
        return time.perf_counter() - start

    def serve(self, replies):
        def reply(value):
            replies.write(json.dumps(value) + "\n")
            replies.flush()

        reply({"versions": self.module.versions()})
        for line in sys.stdin:
            question = json.loads(line)
            if question["do"] == "quit":
                return
            try:
                reply(self.answer(question))
            except Exception as error:
                text = " ".join(str(error).split())[:300]
                reply({"error": f"{type(error).__name__}: {text}"})


def alone(name, threads, wanted, every, rounds):
    """Times this peer over the works, one line each."""
    import statistics

    import tensors as files

    works = json.loads((Path(__file__).parent.parent / "works.json").read_text())["works"]
    module = library(name, threads)
    for work in works:
        if name not in work["peers"] or (wanted and work["work"] not in wanted):
            continue
        print(f"{work['work']}, {threads} threads", flush=True)
        arguments = [work, files.drawn(work)]
        if every and name.startswith("jax"):
            arguments.append(True)
        variants = module.variants(*arguments)
        variant, _ = fastest(work, variants, lambda line: print(line, flush=True))
        times = [timed(variant) for _ in range(rounds)]
        print(
            f"  {name} {work['work']} [{variant.name}] median {statistics.median(times):.6f} s "
            f"min {min(times):.6f} max {max(times):.6f}",
            flush=True,
        )
        variant = None
        gc.collect()


def main():
    parser = argparse.ArgumentParser(description="One peer of the benchmark.")
    parser.add_argument("--peer", choices=PEERS + CHECKERS + PICTURES, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--alone", action="store_true", help="time this peer by itself")
    parser.add_argument("--works", default="", help="with --alone: only these, by commas")
    parser.add_argument("--rounds", type=int, default=7, help="with --alone")
    parser.add_argument("--every", action="store_true", help="with --alone: more variants")
    arguments = parser.parse_args()
    limit_threads(arguments.peer, arguments.threads)
    if arguments.alone:
        wanted = [name for name in arguments.works.split(",") if name]
        alone(arguments.peer, arguments.threads, wanted, arguments.every, arguments.rounds)
        return
    # What a library prints must not stand between the answers.
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    Peer(arguments.peer, arguments.threads).serve(replies)


if __name__ == "__main__":
    main()
