"""The format that all kinds of oracle files share."""


def tensor(value):
    return {"shape": list(value.shape), "data": value.detach().reshape(-1).tolist()}


def tensors(values):
    return {name: tensor(value) for name, value in values.items()}


def header(name, kind, seed, note=""):
    import torch

    made_with = f"PyTorch {torch.__version__}, float64, seed {seed}{note}"
    return {"format": 1, "name": name, "made_with": made_with, "kind": kind}


def leaves(values):
    """Copies of tensors that gradients are taken by."""
    return {name: value.detach().clone().requires_grad_() for name, value in values.items()}


def gradients(loss, values):
    """d(loss)/d(value) for every value, by its name."""
    import torch

    return dict(zip(values, torch.autograd.grad(loss, list(values.values()))))
