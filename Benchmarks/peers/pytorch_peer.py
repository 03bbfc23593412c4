"""PyTorch on the CPU: nn.LSTM, nn.GRU and nn.RNN, time-major, eager.

`variants` gives every way that is tried; the one that is fastest here is timed against ours.
"""

import torch

from pytorch_checker import FastGradcheck, Gradcheck
from pytorch_modules import MODULES
from pytorch_passes import PackedPass, Pass, ReversedPass
from pytorch_trainings import Hihello, Sentiment, Truncated

# gradcheck is two peers, by its mode; set by `start`.
checker = Gradcheck


def start(threads, name):
    global checker
    checker = FastGradcheck if name.endswith("fast") else Gradcheck
    Gradcheck.given_threads = threads
    # A gradient that has decayed over hundreds of steps is denormal, and slow: 10 times slower in
    # the sentiment network. XLA and TensorFlow flush such numbers to zero of themselves. Threads
    # inherit this from the one that starts them, so it comes first.
    torch.set_flush_denormal(True)
    torch.set_num_threads(threads)
    torch.set_num_interop_threads(1)


def versions():
    return {"torch": torch.__version__}


def peak(size, scalar):
    """A function that multiplies two square matrices."""
    a = torch.rand(size, size, dtype=getattr(torch, scalar))
    b, c = torch.rand_like(a), torch.empty_like(a)
    return lambda: torch.mm(a, b, out=c)


def variants(work, tensors):
    match work["kind"]:
        case "checker":
            return [checker(work, tensors, name) for name in Gradcheck.VARIANTS]
        case "hihello":
            names = ("nn.RNN, foreach", "own step, foreach", "flat parameters")
            return [Hihello(work, tensors, name) for name in names]
        case "sentiment":
            return [Sentiment(work, tensors, name) for name in ("padded, oneDNN", "packed")]
        case "truncated":
            return [Truncated(work, tensors, name) for name in ("oneDNN", "without oneDNN")]
    if "lengths" in work:
        return [
            ReversedPass(work, tensors, "padded, oneDNN"),
            PackedPass(work, tensors, "packed"),
        ]
    if work["cell"] == "lstm" and work["scalar"] == "float32":
        return [Pass(work, tensors, name) for name in ("oneDNN", "without oneDNN")]
    return [Pass(work, tensors, f"nn.{MODULES[work['cell']].__name__}")]
