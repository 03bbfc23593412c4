"""`classifier`, `clip`, `dot_product_attention` and `weighted_sequence_loss`."""

import random

import torch

from . import layers
from .tensors import gradients, header, leaves, tensor, tensors


def classifier(a, name):
    """Embedding -> recurrent layers -> h of the last valid step -> dense -> sigmoid."""
    draw = random.Random(a.seed)
    lengths = a.lengths or [draw.randint(1, a.steps) for _ in range(a.batch)]
    tokens = [
        [draw.randint(1, a.vocabulary - 1) for _ in range(length)] + [0] * (a.steps - length)
        for length in lengths
    ]
    labels = [draw.randint(0, 1) for _ in range(a.batch)]
    embedding = torch.randn(a.vocabulary, a.input)
    embedding[0] = 0
    parameters = leaves(
        {"embedding": embedding}
        | layers.random_parameters(a, directions=1)
        | {"head.weight": torch.randn(1, a.hidden), "head.bias": torch.randn(1)}
    )
    recurrent = {key: value for key, value in parameters.items() if "_l" in key}
    x = torch.nn.functional.embedding(
        torch.tensor(tokens).T, parameters["embedding"], padding_idx=0
    )
    zero = torch.zeros(a.layers, a.batch, a.hidden)
    _, h_n, _ = layers.run(a, recurrent, x, zero, zero, lengths, directions=1)
    logits = (h_n[-1] @ parameters["head.weight"].T + parameters["head.bias"])[:, 0]
    wanted = torch.tensor(labels, dtype=torch.float64)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, wanted)
    return (
        header(name, "classifier", a.seed)
        | layers.description(a)
        | {
            "layers": a.layers,
            "vocabulary": a.vocabulary,
            "embedding_size": a.input,
            "hidden_size": a.hidden,
            "padding": "post, id 0 (its embedding row is zero and gets no gradient)",
            "token_ids": tokens,
            "lengths": lengths,
            "labels": labels,
            "loss_kind": "mean binary cross-entropy of sigmoid(head(h at the last valid step))",
            "parameters": tensors(parameters),
            "probabilities": tensor(torch.sigmoid(logits)),
            "loss": loss.item(),
            "gradients": tensors(gradients(loss, parameters)),
        }
    )


def clip(a, name):
    """Gradients clipped by global norm and by value."""
    shapes = [[int(size) for size in shape.split("x")] for shape in a.shapes]
    raw = {f"p{index}": torch.randn(shape) * 2 for index, shape in enumerate(shapes)}

    def clipped(by):
        copies = {key: torch.nn.Parameter(value.clone()) for key, value in raw.items()}
        for copy in copies.values():
            copy.grad = copy.detach().clone()
        result = by(copies.values())
        return result, tensors({key: copy.grad for key, copy in copies.items()})

    utils = torch.nn.utils
    norm, by_norm = clipped(lambda p: utils.clip_grad_norm_(p, a.max_norm))
    _, by_value = clipped(lambda p: utils.clip_grad_value_(p, a.max_value))
    note = " (its norm clip divides by norm + 1e-6: compare to 1e-6)"
    return header(name, "clip", a.seed, note) | {
        "gradients": tensors(raw),
        "max_norm": a.max_norm,
        "global_norm": norm.item(),
        "clipped_by_global_norm": by_norm,
        "max_value": a.max_value,
        "clipped_by_value": by_value,
    }


def dot_product_attention(a, name):
    """Scores of one decoder state with every encoder state; no weight past the length."""
    lengths = a.lengths or [a.steps] * a.batch
    given = leaves(
        {
            "encoder_states": torch.randn(a.steps, a.batch, a.hidden) * a.scale,
            "decoder_state": torch.randn(a.batch, a.hidden) * a.scale,
        }
    )
    scores = torch.einsum("tbh,bh->bt", *given.values())
    valid = torch.arange(a.steps) < torch.tensor(lengths)[:, None]
    weights = torch.softmax(scores.masked_fill(~valid, -torch.inf), dim=1)
    context = torch.einsum("bt,tbh->bh", weights, given["encoder_states"])
    cotangent = torch.randn(a.batch, a.hidden)
    loss = (context * cotangent).sum()
    return (
        header(name, "dot_product_attention", a.seed)
        | tensors(given)
        | {
            "lengths": lengths,
            "scores": tensor(scores),
            "weights": tensor(weights),
            "context": tensor(context),
            "cotangent_context": tensor(cotangent),
            "loss": loss.item(),
            "gradients": tensors(gradients(loss, given)),
        }
    )


def weighted_sequence_loss(a, name):
    """sum(w * ce) / sum(w), as TensorFlow's sequence_loss averages; about one weight in five 0."""
    logits = leaves({"logits": torch.randn(a.steps, a.batch, a.classes) * a.scale})
    targets = torch.randint(a.classes, (a.steps, a.batch))
    weights = torch.rand(a.steps, a.batch) * (torch.rand(a.steps, a.batch) > 0.2)
    weights[0, 0] = 1
    entropy = torch.nn.functional.cross_entropy(
        logits["logits"].reshape(-1, a.classes), targets.reshape(-1), reduction="none"
    )
    loss = (weights.reshape(-1) * entropy).sum() / weights.sum()
    note = "; sum(w*ce)/sum(w), as TensorFlow's sequence_loss averages"
    return (
        header(name, "weighted_sequence_loss", a.seed, note)
        | tensors(logits)
        | {
            "targets": targets.tolist(),
            "weights": tensor(weights),
            "loss": loss.item(),
            "gradients": tensors(gradients(loss, logits)),
        }
    )
