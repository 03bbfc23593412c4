#!/usr/bin/env python3
"""Makes oracle files: what PyTorch computes in float64, for the tests to agree with.

    make_oracles.py recurrent --nonlinearity tanh --layers 2 --input 3 --hidden 4 --steps 6 \\
        --batch 2 --seed 1 --output rnn-2-layer.json
    make_oracles.py clip --shapes 3x4 4 2x2x2 --seed 1 --output clip.json
    make_oracles.py training --input-text hihel --target-text hello --hidden 5 \\
        --optimizer rmsprop --rate 0.001 --epochs 1000 --seed 1 --output train-hihello.json
    make_oracles.py generator --seed 0

`recurrent --scale 4` multiplies the weights by 4, so that tanh saturates. `generator` prints the
first outputs of xoshiro256** after SplitMix64, in plain integer arithmetic; GeneratorTests.swift
holds them. The tests read every .json file of this folder, and of the folder that the
environment variable UNROLLED_ORACLES names.

The format is one JSON object a file. A tensor is {"shape": [...], "data": [...]}, row-major.
Parameter names and layouts are PyTorch's: weight_ih_l0 [H, I], weight_hh_l0 [H, H], bias_ih_l0
and bias_hh_l0 [H]; _l1 is the second layer. Time comes first: input [T, B, I], output [T, B, H],
states [layers, B, H]. The files beside this script name in `made_with` what made them.
"""

import argparse
import json
import math


def tensor(value):
    return {"shape": list(value.shape), "data": value.detach().reshape(-1).tolist()}


def tensors(values):
    return {name: tensor(value) for name, value in values.items()}


def header(name, kind, seed, note=""):
    import torch

    made_with = f"PyTorch {torch.__version__}, float64, seed {seed}{note}"
    return {"format": 1, "name": name, "made_with": made_with, "kind": kind}


def recurrent(arguments, name):
    """One forward and backward pass of a simple recurrent network."""
    import torch

    a = arguments
    network = torch.nn.RNN(a.input, a.hidden, a.layers, nonlinearity=a.nonlinearity)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter *= a.scale
    x = torch.randn(a.steps, a.batch, a.input, requires_grad=True)
    h0 = torch.randn(a.layers, a.batch, a.hidden, requires_grad=True)
    output, h_n = network(x, h0)
    cotangent_output = torch.randn_like(output)
    cotangent_h_n = torch.randn_like(h_n)
    loss = (output * cotangent_output).sum() + (h_n * cotangent_h_n).sum()
    loss.backward()
    parameters = dict(network.named_parameters())
    gradients = {name: parameter.grad for name, parameter in parameters.items()}
    gradients.update({"input": x.grad, "h0": h0.grad})
    return header(name, "recurrent", a.seed) | {
        "cell": "rnn",
        "nonlinearity": a.nonlinearity,
        "layers": a.layers,
        "directions": 1,
        "input_size": a.input,
        "hidden_size": a.hidden,
        "steps": a.steps,
        "batch": a.batch,
        "lengths": None,
        "parameters": tensors(parameters),
        "input": tensor(x),
        "h0": tensor(h0),
        "cotangent_output": tensor(cotangent_output),
        "cotangent_h_n": tensor(cotangent_h_n),
        "output": tensor(output),
        "h_n": tensor(h_n),
        "loss": loss.item(),
        "gradients": tensors(gradients),
    }


def clip(arguments, name):
    """Gradients clipped by global norm and by value."""
    import torch

    shapes = [[int(size) for size in shape.split("x")] for shape in arguments.shapes]
    raw = {f"p{index}": torch.randn(shape) * 2 for index, shape in enumerate(shapes)}

    def clipped(by):
        copies = {key: torch.nn.Parameter(value.clone()) for key, value in raw.items()}
        for copy in copies.values():
            copy.grad = copy.detach().clone()
        result = by(copies.values())
        return result, tensors({key: copy.grad for key, copy in copies.items()})

    utils = torch.nn.utils
    norm, by_norm = clipped(lambda p: utils.clip_grad_norm_(p, arguments.max_norm))
    _, by_value = clipped(lambda p: utils.clip_grad_value_(p, arguments.max_value))
    note = " (its norm clip divides by norm + 1e-6: compare to 1e-6)"
    return header(name, "clip", arguments.seed, note) | {
        "gradients": tensors(raw),
        "max_norm": arguments.max_norm,
        "global_norm": norm.item(),
        "clipped_by_global_norm": by_norm,
        "max_value": arguments.max_value,
        "clipped_by_value": by_value,
    }


def training(arguments, name):
    """A character task: full batch, one sequence, zero initial state, one bias for each layer."""
    import torch

    a = arguments
    alphabet_in = "".join(dict.fromkeys(a.input_text + a.target_text))
    alphabet_out = alphabet_in
    size = len(alphabet_in)
    hidden = size if a.head == "identity" else a.hidden
    x = torch.eye(size)[[alphabet_in.index(letter) for letter in a.input_text]]
    targets = torch.tensor([alphabet_out.index(letter) for letter in a.target_text])

    def uniform(*shape):
        return (torch.rand(shape) * 2 - 1) / math.sqrt(hidden)

    p = {
        "weight_ih_l0": uniform(hidden, size),
        "weight_hh_l0": uniform(hidden, hidden),
        "bias_ih_l0": uniform(hidden),
    }
    if a.head == "dense":
        p |= {"head.weight": uniform(size, hidden), "head.bias": uniform(size)}
    for value in p.values():
        value.requires_grad_()
    initial = tensors(p)
    mean_square = {key: torch.zeros_like(value) for key, value in p.items()}

    def logits():
        h = torch.zeros(hidden)
        rows = []
        for row in x:
            a_t = p["weight_ih_l0"] @ row + p["weight_hh_l0"] @ h + p["bias_ih_l0"]
            h = torch.tanh(a_t) if a.nonlinearity == "tanh" else torch.relu(a_t)
            rows.append(p["head.weight"] @ h + p["head.bias"] if a.head == "dense" else h)
        return torch.stack(rows)

    losses = []
    first = None
    for _ in range(a.epochs):
        loss = torch.nn.functional.cross_entropy(logits(), targets)
        gradients = dict(zip(p, torch.autograd.grad(loss, list(p.values()))))
        losses.append(loss.item())
        first = first or tensors(gradients)
        with torch.no_grad():
            for key, value in p.items():
                g = gradients[key]
                if a.optimizer == "sgd":
                    value -= a.rate * g
                else:
                    v = mean_square[key]
                    v.copy_(a.rho * v + (1 - a.rho) * g * g)
                    value -= a.rate * g / torch.sqrt(v + a.epsilon)
    probabilities = torch.softmax(logits(), dim=1)
    optimizer = {"name": a.optimizer, "learning_rate": a.rate}
    if a.optimizer == "rmsprop":
        optimizer |= {"rho": a.rho, "epsilon": a.epsilon}
    note = " autograd; optimizer steps written out (RMSProp as Keras: w -= lr*g/sqrt(v+eps))"
    return header(name, "training", a.seed, note) | {
        "cell": "rnn",
        "nonlinearity": a.nonlinearity,
        "head": a.head,
        "loss": "mean softmax cross-entropy over the steps (natural log)",
        "input_text": a.input_text,
        "target_text": a.target_text,
        "input_alphabet": alphabet_in,
        "target_alphabet": alphabet_out,
        "hidden_size": hidden,
        "optimizer": optimizer,
        "epochs": a.epochs,
        "initial_parameters": initial,
        "gradients_epoch_1": first,
        "losses": losses,
        "final_parameters": tensors(p),
        "probabilities": tensor(probabilities),
        "decoded": "".join(alphabet_out[index] for index in probabilities.argmax(dim=1)),
    }


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


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = parser.add_subparsers(dest="kind", required=True)
    command = kinds.add_parser("recurrent")
    command.add_argument("--nonlinearity", choices=["tanh", "relu"], default="tanh")
    for option in ["layers", "input", "hidden", "steps", "batch"]:
        command.add_argument(f"--{option}", type=int, required=True)
    command.add_argument("--scale", type=float, default=1.0)
    command = kinds.add_parser("clip")
    command.add_argument("--shapes", nargs="+", required=True)
    command.add_argument("--max-norm", type=float, default=1.5)
    command.add_argument("--max-value", type=float, default=0.75)
    command = kinds.add_parser("training")
    command.add_argument("--input-text", required=True)
    command.add_argument("--target-text", required=True)
    command.add_argument("--hidden", type=int, default=5)
    command.add_argument("--nonlinearity", choices=["tanh", "relu"], default="tanh")
    command.add_argument("--head", choices=["dense", "identity"], default="dense")
    command.add_argument("--optimizer", choices=["sgd", "rmsprop"], default="rmsprop")
    command.add_argument("--rate", type=float, default=0.001)
    command.add_argument("--rho", type=float, default=0.9)
    command.add_argument("--epsilon", type=float, default=1e-7)
    command.add_argument("--epochs", type=int, default=1000)
    kinds.add_parser("generator")
    for command in kinds.choices.values():
        command.add_argument("--seed", type=int, required=True)
        if command is not kinds.choices["generator"]:
            command.add_argument("--output", required=True)
    arguments = parser.parse_args()
    if arguments.kind == "generator":
        for value in generator(arguments.seed):
            print(f"0x{value:016X}")
        return

    import torch

    torch.set_default_dtype(torch.float64)
    torch.manual_seed(arguments.seed)
    name = arguments.output.rsplit("/", 1)[-1].removesuffix(".json")
    make = {"recurrent": recurrent, "clip": clip, "training": training}[arguments.kind]
    with open(arguments.output, "w", encoding="utf-8") as file:
        json.dump(make(arguments, name), file)
        file.write("\n")


if __name__ == "__main__":
    main()
