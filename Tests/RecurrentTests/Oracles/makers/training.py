"""A character task: full batch, one sequence, zero initial state, one bias for each layer."""

import math

import torch

from . import layers
from .tensors import gradients, header, leaves, tensor, tensors


def training(a, name):
    alphabet_in = alphabet_out = "".join(dict.fromkeys(a.input_text + a.target_text))
    size = len(alphabet_in)
    hidden = size if a.head == "identity" else a.hidden
    x = torch.eye(size)[[alphabet_in.index(letter) for letter in a.input_text]]
    targets = torch.tensor([alphabet_out.index(letter) for letter in a.target_text])
    rows = layers.GATES[a.cell] * hidden

    def uniform(*shape):
        return (torch.rand(shape) * 2 - 1) / math.sqrt(hidden)

    p = {
        "weight_ih_l0": uniform(rows, size),
        "weight_hh_l0": uniform(rows, hidden),
        "bias_ih_l0": uniform(rows),
    }
    if a.head == "dense":
        p |= {"head.weight": uniform(size, hidden), "head.bias": uniform(size)}
    p = leaves(p)
    initial = tensors(p)

    def logits():
        h = c = torch.zeros(hidden)
        outputs = []
        for row in x:
            h = layers.step(a.cell, p, "_l0", row, h, c, a.nonlinearity)
            if a.cell == "lstm":
                h, c = h
            outputs.append(p["head.weight"] @ h + p["head.bias"] if a.head == "dense" else h)
        return torch.stack(outputs)

    losses = []
    first = None
    memory = {key: [torch.zeros_like(value) for _ in range(2)] for key, value in p.items()}
    for epoch in range(1, a.epochs + 1):
        loss = torch.nn.functional.cross_entropy(logits(), targets)
        gradient = gradients(loss, p)
        losses.append(loss.item())
        first = first or tensors(gradient)
        with torch.no_grad():
            for key, value in p.items():
                update(a, value, gradient[key], *memory[key], epoch)
    probabilities = torch.softmax(logits(), dim=1)
    note = (
        " autograd; the cell and the optimizer written out by their formulas "
        "(RMSProp as Keras: w -= lr*g/sqrt(v+eps))"
    )
    return (
        header(name, "training", a.seed, note)
        | layers.description(a)
        | {
            "head": a.head,
            "loss": "mean softmax cross-entropy over the steps (natural log)",
            "input_text": a.input_text,
            "target_text": a.target_text,
            "input_alphabet": alphabet_in,
            "target_alphabet": alphabet_out,
            "hidden_size": hidden,
            "optimizer": optimizer(a),
            "epochs": a.epochs,
            "initial_parameters": initial,
            "gradients_epoch_1": first,
            "losses": losses,
            "final_parameters": tensors(p),
            "probabilities": tensor(probabilities),
            "decoded": "".join(alphabet_out[index] for index in probabilities.argmax(dim=1)),
        }
    )


def optimizer(a):
    result = {"name": a.optimizer, "learning_rate": a.rate}
    if a.optimizer == "rmsprop":
        result |= {"rho": a.rho, "epsilon": a.epsilon}
    if a.optimizer == "adam":
        result |= {"beta1": a.beta1, "beta2": a.beta2, "epsilon": a.epsilon}
    return result


def update(a, w, g, m, v, epoch):
    """One step in place; m and v are the means of g and of its square."""
    if a.optimizer == "sgd":
        w -= a.rate * g
    elif a.optimizer == "rmsprop":
        v.copy_(a.rho * v + (1 - a.rho) * g * g)
        w -= a.rate * g / torch.sqrt(v + a.epsilon)
    else:
        m.copy_(a.beta1 * m + (1 - a.beta1) * g)
        v.copy_(a.beta2 * v + (1 - a.beta2) * g * g)
        m_hat, v_hat = m / (1 - a.beta1**epoch), v / (1 - a.beta2**epoch)
        w -= a.rate * m_hat / (torch.sqrt(v_hat) + a.epsilon)
