"""JAX on the CPU: jit, lax.scan, value_and_grad; weights stored [inputs, outputs].

`variants` gives every way that is tried; the one that is fastest here is timed against ours.
"""

import jax
import jax.numpy as jnp

from jax_checker import CheckGrads, Jacfwd
from jax_passes import Pass
from jax_trainings import Hihello, Sentiment, Training, Truncated

# What the peers of a gradient checker run; set by `start`.
checker = CheckGrads


def start(threads, name):
    global checker
    checker = Jacfwd if name == "jax-jacfwd" else CheckGrads
    Training.one_scan = name == "jax-scan"
    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_cpu_enable_async_dispatch", False)


def versions():
    return {"jax": jax.__version__}


def peak(size, scalar):
    jax.config.update("jax_enable_x64", scalar == "float64")
    a = jnp.ones((size, size), scalar)
    product = jax.jit(lambda a, b: a @ b)
    return lambda: product(a, a).block_until_ready()


def variants(work, tensors, every=False):
    jax.config.update("jax_enable_x64", work["scalar"] == "float64")
    if work["kind"] == "checker":
        choices = [("outside", 1), ("outside", 4), ("inside", 1)]
        if checker is Jacfwd:
            choices = [(*choice, chunk) for choice in choices for chunk in (None, 64, 256)]
        return [checker(work, tensors, *choice) for choice in choices]
    if work["kind"] == "hihello":
        choices = [("flat, loop", "loop", 1), ("blocks, loop", "loop", 1)]
        choices += [("flat, scan", "scan", 1)]
        if Training.one_scan:
            choices += [("flat, loop, unroll 4", "loop", 4)]
        return [Hihello(work, tensors, *choice) for choice in choices]
    kind = {"pass": Pass, "sentiment": Sentiment, "truncated": Truncated}[work["kind"]]
    # A GRU's two products cannot be joined: the reset comes between them.
    places = ("inside", "outside") + (("joined",) if work["cell"] != "gru" else ())
    unrolls = (1, 2, 4, 8) if every else (1, 4)
    return [kind(work, tensors, place, unroll) for place in places for unroll in unrolls]
