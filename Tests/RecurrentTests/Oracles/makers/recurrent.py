"""Passes through recurrent layers: `recurrent` and `truncated_bptt`."""

import torch

from . import layers
from .tensors import gradients, header, leaves, tensor, tensors


def recurrent(a, name):
    """One forward and backward pass."""
    parameters = leaves(layers.random_parameters(a))
    states = (a.layers * a.directions, a.batch, a.hidden)
    start = {"input": torch.randn(a.steps, a.batch, a.input), "h0": torch.randn(states)}
    if a.cell == "lstm":
        start["c0"] = torch.randn(states)
    start = leaves(start)
    if a.with_keras:
        from .keras_gru import run

        output, h_n, loss_gradients, made_with = run(a, parameters, start)
        c_n = None
    else:
        output, h_n, c_n = layers.run(
            a, parameters, start["input"], start["h0"], start.get("c0"), a.lengths
        )
    cotangents = {
        "cotangent_output": torch.randn(output.shape),
        "cotangent_h_n": torch.randn(h_n.shape),
    }
    loss = (output * cotangents["cotangent_output"]).sum()
    loss = loss + (h_n * cotangents["cotangent_h_n"]).sum()
    results = {"output": output, "h_n": h_n}
    if c_n is not None:
        cotangents["cotangent_c_n"] = torch.randn(c_n.shape)
        loss = loss + (c_n * cotangents["cotangent_c_n"]).sum()
        results["c_n"] = c_n
    result = header(name, "recurrent", a.seed)
    if a.with_keras:
        result["made_with"] = made_with
        all_gradients = loss_gradients(*cotangents.values())
    else:
        if layers.resets_before(a):
            result["made_with"] += "; the cell written out"
        all_gradients = gradients(loss, parameters | start)
    return (
        result
        | layers.description(a)
        | {
            "layers": a.layers,
            "directions": a.directions,
            "input_size": a.input,
            "hidden_size": a.hidden,
            "steps": a.steps,
            "batch": a.batch,
            "lengths": a.lengths,
            "parameters": tensors(parameters),
        }
        | tensors(start)
        | tensors(cotangents)
        | tensors(results)
        | {"loss": loss.item(), "gradients": tensors(all_gradients)}
    )


def truncated_bptt(a, name):
    """Windows of `chunk` steps from zero states: the state carried, the gradient cut."""
    parameters = leaves(layers.random_parameters(a, directions=1))
    x = torch.randn(a.steps, a.batch, a.input)
    zero = torch.zeros(a.layers, a.batch, a.hidden)
    cotangent = torch.randn(a.steps, a.batch, a.hidden)

    def window(begin, end, h, c):
        output, h, c = layers.run(a, parameters, x[begin:end], h, c, directions=1)
        return (output * cotangent[begin:end]).sum(), h, c

    c0 = zero if a.cell == "lstm" else None
    full = gradients(window(0, a.steps, zero, c0)[0], parameters)
    total = {key: torch.zeros_like(value) for key, value in parameters.items()}
    losses = []
    h, c = zero, c0
    for begin in range(0, a.steps, a.chunk):
        loss, h, c = window(begin, min(begin + a.chunk, a.steps), h, c)
        losses.append(loss.item())
        for key, value in gradients(loss, parameters).items():
            total[key] += value
        h, c = h.detach(), None if c is None else c.detach()
    return (
        header(name, "truncated_bptt", a.seed)
        | layers.description(a)
        | {
            "layers": a.layers,
            "directions": 1,
            "input_size": a.input,
            "hidden_size": a.hidden,
            "steps": a.steps,
            "batch": a.batch,
            "chunk": a.chunk,
            "parameters": tensors(parameters),
            "input": tensor(x),
            "cotangent_output": tensor(cotangent),
            "chunk_losses": losses,
            "gradients_full": tensors(full),
            "gradients_truncated_sum": tensors(total),
        }
    )
