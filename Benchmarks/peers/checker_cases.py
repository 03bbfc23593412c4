#!/usr/bin/env python3
"""Writes the ten wrong and the ten right gradients of `checker-cases.json`.

    checker_cases.py > ../checker-cases.json

Small recurrent networks with the mean softmax cross-entropy of every step, by hand in numpy, so
that one line of the backward pass can be wrong. All that a checker needs is written down: the
parameters, the inputs, and the gradient it is asked about.

Shapes: x [T, B, D]; W_xh [GH, D], W_hh [GH, H], b_h [GH], W_hy [O, H], b_y [O], rows of an LSTM in
the order i f g o; flat, row by row. `'` marks the step before; `da` is dL/da.
"""

import json
import sys

import numpy as np

BLOCKS = ("W_xh", "W_hh", "b_h", "W_hy", "b_y")


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def forward_step(cell, p, x, h, c):
    """h, c and what the backward step needs."""
    a = x @ p["W_xh"].T + h @ p["W_hh"].T + p["b_h"]
    if cell == "tanh":
        return np.tanh(a), c, a
    if cell == "relu":
        return np.maximum(a, 0), c, a
    i, f, g, o = np.split(a, 4, 1)
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    new = f * c + i * g
    return o * np.tanh(new), new, (i, f, g, o)


def backward_step(cell, cache, h, c, c_before, dh, dc, mistake):
    """da, and dc of the step before."""
    if cell == "tanh":
        return dh * (1 - h * h), dc
    if cell == "relu":
        return dh * (cache > 0), dc
    i, f, g, o = cache
    do = dh * np.tanh(c)
    dc = dc + dh * o * (1 - np.tanh(c) ** 2)
    df = dc * c_before
    da_f = df if mistake == "no sigmoid derivative" else df * f * (1 - f)
    da = [dc * g * i * (1 - i), da_f, dc * i * (1 - g * g), do * o * (1 - o)]
    return np.concatenate(da, 1), dc * f


def gradient(case, p, mistake=None):
    """dL/dp by backpropagation through time."""
    return gradient_and_margin(case, p, mistake)[0]


def gradient_and_margin(case, p, mistake=None):
    """And the least |a|: how near a ReLU network is to a kink."""
    T, B, D, H = (case[key] for key in ("steps", "batch", "input", "hidden"))
    cell, targets = case["cell"], np.array(case["targets"]).reshape(T, B)
    if "tokens" in case:
        tokens = np.array(case["tokens"]).reshape(T, B)
        x = p["embedding"][tokens]
    else:
        x = np.array(case["inputs"]).reshape(T, B, D)
    h, c, caches = [np.zeros((B, H))], [np.zeros((B, H))], []
    for t in range(T):
        new, cell_state, cache = forward_step(cell, p, x[t], h[-1], c[-1])
        h, c, caches = h + [new], c + [cell_state], caches + [cache]
    d = {name: np.zeros_like(value) for name, value in p.items()}
    dh, dc = np.zeros((B, H)), np.zeros((B, H))
    for t in reversed(range(T)):
        logits = h[t + 1] @ p["W_hy"].T + p["b_y"]
        exponentials = np.exp(logits - logits.max(1, keepdims=True))
        dy = exponentials / exponentials.sum(1, keepdims=True)
        dy[np.arange(B), targets[t]] -= 1
        dy /= T * B
        d["W_hy"] += dy.T @ h[t + 1]
        d["b_y"] += dy.sum(0)
        dh = dh + dy @ p["W_hy"]
        da, dc = backward_step(cell, caches[t], h[t + 1], c[t + 1], c[t], dh, dc, mistake)
        d["W_xh"] += da.T @ x[t]
        d["W_hh"] += da.T @ h[t]
        d["b_h"] += da.sum(0)
        if "embedding" in d:
            np.add.at(d["embedding"], tokens[t], da @ p["W_xh"])
        dh = da @ p["W_hh"]
        if mistake == "transposed":
            gates = zip(np.split(da, 4, 1), np.split(p["W_hh"], 4))
            dh = sum(da_gate @ W.T for da_gate, W in gates)
        if mistake == "carry lost":
            dh, dc = np.zeros_like(dh), np.zeros_like(dc)
    return d, min(np.abs(cache).min() for cache in caches) if cell == "relu" else None


def drawn(seed, cell="lstm", steps=5, scale=0.5, vocabulary=None):
    """A network and a batch. T, B, D, H and O all differ; biases are not zero."""
    generator = np.random.default_rng(seed)
    B, D, H, O = 3, 2, 4, 6
    rows = 4 * H if cell == "lstm" else H
    shapes = {"W_xh": (rows, D), "W_hh": (rows, H), "b_h": (rows,), "W_hy": (O, H), "b_y": (O,)}
    case = {"cell": cell, "steps": steps, "batch": B, "input": D, "hidden": H, "outputs": O}
    if vocabulary:
        shapes = {"embedding": (vocabulary, D), **shapes}
        case["vocabulary"] = vocabulary
        # The last token never comes.
        case["tokens"] = generator.integers(0, vocabulary - 1, steps * B).tolist()
    else:
        case["inputs"] = generator.normal(size=steps * B * D).round(4).tolist()
    case["targets"] = generator.integers(0, O, steps * B).tolist()
    digits = 4 if scale >= 0.1 else 6
    p = {name: (generator.normal(size=s) * scale).round(digits) for name, s in shapes.items()}
    return case, p


def all_entries(d):
    return np.concatenate([np.abs(value).ravel() for value in d.values()])


def wrong_cases():
    def case(name, title, seed, change=None, mistake=None, scale=0.5, **more):
        case, p = drawn(seed, scale=scale)
        d = gradient(case, p, mistake)
        if change:
            change(d)
        return entry(name, title, False, case, p, d, **more)

    def zero_ten(d):
        limit = np.sort(all_entries(d))[9]
        for value in d.values():
            value[np.abs(value) <= limit] = 0

    def move_one(d):
        d["W_hh"][6, 1] += 1e-4 * np.median(all_entries(d))

    def turn_bias(d):
        d["b_h"][5] *= -1

    def multiply(factor):
        def change(d):
            for value in d.values():
                value *= factor

        return change

    def clip(d):
        assert all_entries(d).max() > 0.1
        for value in d.values():
            np.clip(value, -0.1, 0.1, out=value)

    yield case(
        "penalty_in_the_loss_only",
        "1e-6 times the squared norm in the loss, not in the gradient",
        1,
        penalty=1e-6,
    )
    title = "the ten smallest entries set to 0"
    yield case("ten_small_entries_zero", title, 2, zero_ten, scale=0.1)
    yield case("one_entry_slightly_off", "one entry off by 1e-4 of the median", 3, move_one)
    yield case("sign_of_one_bias", "the sign of one bias", 4, turn_bias)
    yield case(
        "forget_gate_without_derivative",
        "the forget gate without its sigmoid's derivative",
        5,
        mistake="no sigmoid derivative",
    )
    yield case("carry_lost", "the carry from step to step lost", 6, mistake="carry lost")
    yield case("one_over_steps", "divided by T once more", 7, multiply(1 / 5))
    yield case("transposed_carry", "W_hh transposed in the carry", 8, mistake="transposed")
    yield case("clipped_first", "clipped to +-0.1 before the check", 9, clip)
    yield case("accumulated_twice", "accumulated twice", 10, multiply(2))


def right_cases():
    def case(name, title, seed, more=None, **options):
        case, p = drawn(seed, **options)
        return entry(name, title, True, case, p, gradient(case, p), **(more or {}))

    yield case("scale_0_01", "an LSTM at scale 0.01", 11, scale=0.01)
    yield case("scale_1", "an LSTM at scale 1", 12, scale=1)
    yield case("scale_4", "an LSTM at scale 4", 13, scale=4)
    def step_onto(case, p):
        # The first step of the first sequence, whose state before is 0.
        p["b_h"][2] = KINK - np.array(case["inputs"][:2]) @ p["W_xh"][2]

    def kill(case, p):
        p["b_h"][1] = -20

    title = f"a ReLU network, {KINK:g} beside a kink"
    yield relu_case("near_a_kink", title, 14, step_onto, margin=0.9 * KINK)
    yield case("float32_loss", "a loss computed in float32", 15, {"loss_scalar": "float32"})
    yield relu_case("dead_unit", "a dead unit, its gradient 0", 16, kill, margin=0.02)
    # One step from a state of zeros never reads W_hh, and the check is told so.
    yield case("one_step", "T = 1, W_hh without influence", 17, {"allow_unused": ["W_hh"]}, steps=1)
    yield case("absent_token", "a token that never comes", 18, vocabulary=7)
    yield case("offset", "1e6 added to the loss", 19, {"offset": 1e6})
    yield case("long", "T = 100", 20, steps=100)


KINK = 1e-5


def relu_case(name, title, seed, change, margin):
    """The first network of a row of seeds that has no kink within the margin."""
    for number in range(seed, 100_000, 100):
        case, p = drawn(number, cell="relu")
        change(case, p)
        d, found = gradient_and_margin(case, p)
        if found > margin:
            return entry(name, title, True, case, p, d)


def entry(name, title, is_right, case, p, d, **more):
    return {
        "name": name,
        "title": title,
        "is_right": is_right,
        **case,
        **more,
        "parameters": {key: value.ravel().tolist() for key, value in p.items()},
        "gradient": {key: value.ravel().tolist() for key, value in d.items()},
    }


def main():
    cases = [*wrong_cases(), *right_cases()]
    lines = ",\n".join(json.dumps(case) for case in cases)
    sys.stdout.write('{"cases": [\n' + lines + "\n]}\n")


if __name__ == "__main__":
    main()
