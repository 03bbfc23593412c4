"""What both kinds of PyTorch works need: modules with a work's parameters, gradients by name."""

import numpy as np
import torch

MODULES = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}


def tensor(array):
    return torch.from_numpy(np.array(array))


def recurrent_module(work, tensors):
    """The module of a work with the work's parameters."""
    module = MODULES[work["cell"]](
        work["input"],
        work["hidden"],
        num_layers=work.get("layers", 1),
        bidirectional=work.get("directions", 1) == 2,
        dtype=getattr(torch, work["scalar"]),
    )
    H = work["hidden"]
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            parameter.copy_(tensor(parameter_value(name, tensors, H, parameter.shape[0])))
    return module


def place(name):
    """`weight_ih_l0_reverse` -> (`weight_ih`, `0.reverse.`)"""
    direction = "reverse" if name.endswith("_reverse") else "forward"
    kind, layer = name.removesuffix("_reverse").rsplit("_l", 1)
    return kind, f"{layer}.{direction}."


def parameter_value(name, tensors, H, rows):
    kind, prefix = place(name)
    match kind:
        case "weight_ih":
            return tensors[prefix + "W_xh"]
        case "weight_hh":
            return tensors[prefix + "W_hh"]
        case "bias_ih":
            return tensors[prefix + "b_h"]
    # One bias is enough, but for the GRU's new gate, whose second one is reset with the state.
    value = np.zeros(rows, tensors[prefix + "b_h"].dtype)
    if prefix + "b_hn" in tensors:
        value[2 * H :] = tensors[prefix + "b_hn"]
    return value


def named_gradients(module, gradients, H):
    results = {}
    for (name, _), gradient in zip(module.named_parameters(), gradients):
        kind, prefix = place(name)
        names = {"weight_ih": "W_xh", "weight_hh": "W_hh", "bias_ih": "b_h"}
        if kind in names:
            results[f"d {prefix}{names[kind]}"] = gradient.numpy()
        elif isinstance(module, torch.nn.GRU):
            results[f"d {prefix}b_hn"] = gradient.numpy()[2 * H :]
    return results
