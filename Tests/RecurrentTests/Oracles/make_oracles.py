#!/usr/bin/env python3
"""Makes oracle files: what PyTorch computes in float64, for the tests to agree with.

    make_oracles.py recurrent --cell lstm --layers 2 --directions 2 --input 7 --hidden 2 \\
        --steps 8 --batch 2 --lengths 8 7 --seed 1 --output lstm.json
    make_oracles.py recurrent --cell gru --reset before --with-keras --input 3 --hidden 4 \\
        --steps 5 --batch 2 --seed 1 --output gru-reset-before.json
    make_oracles.py truncated_bptt --cell lstm --input 3 --hidden 4 --steps 12 --batch 2 \\
        --chunk 4 --seed 1 --output truncated-bptt.json
    make_oracles.py training --input-text hihel --target-text hello --hidden 5 \\
        --optimizer rmsprop --rate 0.001 --epochs 1000 --seed 1 --output train-hihello.json
    make_oracles.py classifier --cell lstm --vocabulary 9 --input 3 --hidden 4 --steps 6 \\
        --batch 3 --lengths 4 2 6 --seed 1 --output classifier.json
    make_oracles.py dot_product_attention --hidden 4 --steps 5 --batch 3 --lengths 5 3 1 \\
        --seed 1 --output attention.json
    make_oracles.py weighted_sequence_loss --classes 5 --steps 4 --batch 3 --seed 1 \\
        --output weighted-sequence-loss.json
    make_oracles.py clip --shapes 3x4 4 2x2x2 --seed 1 --output clip.json
    make_oracles.py sweep --count 60 --seed 1 --output FOLDER
    make_oracles.py generator --seed 0

`--scale 10` multiplies the weights, so that gates saturate. `sweep` fills a folder with random
configurations of every kind. `generator` prints the first outputs of xoshiro256** after SplitMix64,
in plain integer arithmetic; GeneratorTests.swift holds them. The tests read every .json file of
this folder, and of the folder that the environment variable UNROLLED_ORACLES names.

The format is one JSON object a file. A tensor is {"shape": [...], "data": [...]}, row-major.
Parameter names and layouts are PyTorch's: weight_ih_l0 [G*H, I], weight_hh_l0 [G*H, H], bias_ih_l0
and bias_hh_l0 [G*H]; _l1 is the second layer, _reverse the direction from the end; the rows of the
gates are i f g o (LSTM) and r z n (GRU). Time comes first: input [T, B, I], output [T, B, D*H],
states [layers*D, B, H]. With `lengths`, output beyond a length is 0, and the reverse direction
reverses each valid prefix. A GRU's reset `after` is n = tanh(W x + b_i + r * (U h + b_h)), `before`
n = tanh(W x + b_i + U (r * h)). The files beside this script name in `made_with` what made them.
"""

import argparse
import json


def generator(seed, count=5):
    """The first outputs of xoshiro256** after SplitMix64 (Blackman and Vigna, 2021)."""
    word = 2**64
    state = []
    for index in range(1, 5):
        z = (seed + index * 0x9E3779B97F4A7C15) % word
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % word
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % word
        state.append(z ^ (z >> 31))

    def rotate(value, places):
        return (value * 2**places % word) | (value >> (64 - places))

    for _ in range(count):
        s0, s1, s2, s3 = state
        yield rotate(s1 * 5 % word, 7) * 9 % word
        state = [s0 ^ s3 ^ s1, s1 ^ s2 ^ s0, s2 ^ s0 ^ (s1 * 2**17 % word), rotate(s3 ^ s1, 45)]


def parser():
    result = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = result.add_subparsers(dest="kind", required=True)

    def add(kind, *sizes):
        command = kinds.add_parser(kind)
        command.add_argument("--seed", type=int, required=True)
        if kind != "generator":
            command.add_argument("--output")
        for size in sizes:
            command.add_argument(f"--{size}", type=int, required=True)
        return command

    def add_cell(command):
        command.add_argument("--cell", choices=["rnn", "lstm", "gru"], default="rnn")
        command.add_argument("--nonlinearity", choices=["tanh", "relu"], default="tanh")
        command.add_argument("--reset", choices=["after", "before"], default="after")
        command.add_argument("--layers", type=int, default=1)
        command.add_argument("--scale", type=float, default=1.0)

    command = add("recurrent", "input", "hidden", "steps", "batch")
    add_cell(command)
    command.add_argument("--directions", type=int, choices=[1, 2], default=1)
    command.add_argument("--lengths", type=int, nargs="+")
    command.add_argument("--with-keras", action="store_true")
    add_cell(add("truncated_bptt", "input", "hidden", "steps", "batch", "chunk"))
    command = add("classifier", "vocabulary", "input", "hidden", "steps", "batch")
    add_cell(command)
    command.add_argument("--lengths", type=int, nargs="+")
    command = add("dot_product_attention", "hidden", "steps", "batch")
    command.add_argument("--lengths", type=int, nargs="+")
    command.add_argument("--scale", type=float, default=1.0)
    command = add("weighted_sequence_loss", "classes", "steps", "batch")
    command.add_argument("--scale", type=float, default=1.0)
    command = add("clip")
    command.add_argument("--shapes", nargs="+", required=True)
    command.add_argument("--max-norm", type=float, default=1.5)
    command.add_argument("--max-value", type=float, default=0.75)
    command = add("training")
    command.add_argument("--input-text", required=True)
    command.add_argument("--target-text", required=True)
    command.add_argument("--hidden", type=int, default=5)
    command.add_argument("--cell", choices=["rnn", "lstm", "gru"], default="rnn")
    command.add_argument("--nonlinearity", choices=["tanh", "relu"], default="tanh")
    command.add_argument("--reset", choices=["before"], default="before")
    command.add_argument("--head", choices=["dense", "identity"], default="dense")
    command.add_argument("--optimizer", choices=["sgd", "rmsprop", "adam"], default="rmsprop")
    command.add_argument("--rate", type=float, default=0.001)
    for option, value in [("rho", 0.9), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)]:
        command.add_argument(f"--{option}", type=float, default=value)
    command.add_argument("--epochs", type=int, default=1000)
    add("sweep", "count")
    add("generator")
    return result


def write(arguments, path):
    """Makes one file."""
    import torch

    from makers import others, recurrent, training

    torch.set_default_dtype(torch.float64)
    torch.manual_seed(arguments.seed)
    make = {
        "recurrent": recurrent.recurrent,
        "truncated_bptt": recurrent.truncated_bptt,
        "training": training.training,
        "classifier": others.classifier,
        "dot_product_attention": others.dot_product_attention,
        "weighted_sequence_loss": others.weighted_sequence_loss,
        "clip": others.clip,
    }[arguments.kind]
    contents = make(arguments, path.rsplit("/", 1)[-1].removesuffix(".json"))
    with open(path, "w", encoding="utf-8") as file:
        json.dump(contents, file)
        file.write("\n")


def main():
    arguments = parser().parse_args()
    if arguments.kind == "generator":
        for value in generator(arguments.seed):
            print(f"0x{value:016X}")
    elif not arguments.output:
        parser().error("--output is needed")
    elif arguments.kind == "sweep":
        from makers.sweep import command_lines

        for name, line in command_lines(arguments.count, arguments.seed):
            print(name, *line)
            write(parser().parse_args(line), f"{arguments.output}/{name}.json")
    else:
        write(arguments, arguments.output)


if __name__ == "__main__":
    main()
