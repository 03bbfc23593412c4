"""Recurrent layers: PyTorch's own, and the one that it lacks written out."""

import torch

GATES = {"rnn": 1, "lstm": 4, "gru": 3}


def random_parameters(a, directions=None):
    """Parameters by PyTorch's names, from its own initial distribution, times `a.scale`."""
    directions = directions or a.directions
    kind = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[a.cell]
    network = kind(a.input, a.hidden, a.layers, bidirectional=directions == 2)
    parameters = {name: value.detach() * a.scale for name, value in network.named_parameters()}
    if resets_before(a):
        parameters = {n: value for n, value in parameters.items() if "bias_hh" not in n}
    return parameters


def resets_before(a):
    return a.cell == "gru" and a.reset == "before"


def description(a):
    """What a file says of its layers."""
    result = {"cell": a.cell}
    if a.cell == "rnn":
        result["nonlinearity"] = a.nonlinearity
    if a.cell == "gru":
        result["reset"] = a.reset
    return result


def run(a, parameters, x, h0, c0=None, lengths=None, directions=None):
    """Output [T, B, D*H], h_n and, of an LSTM, c_n; states [layers*D, B, H]."""
    directions = directions or a.directions
    if resets_before(a):
        return run_reset_before(a.layers, directions, parameters, x, h0, lengths) + (None,)
    options = {"nonlinearity": a.nonlinearity} if a.cell == "rnn" else {}
    kind = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[a.cell]
    network = kind(x.shape[2], h0.shape[2], a.layers, bidirectional=directions == 2, **options)
    initial = (h0, c0) if a.cell == "lstm" else h0
    if lengths:
        x = torch.nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
    output, final = torch.func.functional_call(network, parameters, (x, initial))
    if lengths:
        output, _ = torch.nn.utils.rnn.pad_packed_sequence(output, total_length=a.steps)
    return (output, *final) if a.cell == "lstm" else (output, final, None)


def run_reset_before(layers, directions, p, x, h0, lengths):
    """n = tanh(W x + b + U (r * h)), h = (1 - z) n + z h', one sequence after another."""
    steps, batch = x.shape[:2]
    lengths = lengths or [steps] * batch
    rows = [list(x[: lengths[b], b]) for b in range(batch)]
    final = []
    for layer in range(layers):
        sides = []
        for direction in range(directions):
            suffix = f"_l{layer}" + ("_reverse" if direction else "")
            outputs, last = [], []
            for b, row in enumerate(rows):
                h = h0[layer * directions + direction, b]
                states = []
                for value in reversed(row) if direction else row:
                    h = step("gru", p, suffix, value, h)
                    states.append(h)
                outputs.append(states[::-1] if direction else states)
                last.append(h)
            sides.append(outputs)
            final.append(torch.stack(last))
        rows = [
            [torch.cat([side[b][t] for side in sides]) for t in range(lengths[b])]
            for b in range(batch)
        ]
    zero = torch.zeros_like(rows[0][0])
    padded = [row + [zero] * (steps - len(row)) for row in rows]
    output = torch.stack([torch.stack(row) for row in padded], dim=1)
    return output, torch.stack(final)


def step(cell, p, suffix, x, h, c=None, nonlinearity="tanh"):
    """One step with one bias a layer: h, or (h, c) of an LSTM; a GRU resets before."""
    a = p["weight_ih" + suffix] @ x + p["bias_ih" + suffix]
    u = p["weight_hh" + suffix]
    if cell == "rnn":
        return getattr(torch, nonlinearity)(a + u @ h)
    if cell == "lstm":
        i, f, g, o = (a + u @ h).chunk(4)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c
    size = h.shape[0]
    r, z = torch.sigmoid(a[: 2 * size] + u[: 2 * size] @ h).chunk(2)
    n = torch.tanh(a[2 * size :] + u[2 * size :] @ (r * h))
    return (1 - z) * n + z * h
