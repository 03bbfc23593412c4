"""torch.autograd.gradcheck on a small network, slow and fast; the network's loss in PyTorch."""

import torch
from torch.autograd.gradcheck import get_numerical_jacobian

from pytorch_modules import tensor

F = torch.nn.functional
BLOCKS = ("W_xh", "W_hh", "b_h", "W_hy", "b_y")


def lstm_states(blocks, x):
    """torch.lstm itself, without a module around it."""
    W_xh, W_hh, b_h = blocks[:3]
    zero = x.new_zeros(1, x.shape[1], W_hh.shape[1])
    weights = [W_xh, W_hh, b_h, torch.zeros_like(b_h)]
    return torch.lstm(x, (zero, zero), weights, True, 1, 0.0, True, False, False)[0]


def lstm_steps(blocks, x):
    W_xh, W_hh, b_h = blocks[:3]
    T, B, D = x.shape
    inputs = torch.addmm(b_h, x.reshape(T * B, D), W_xh.t()).view(T, B, -1)
    h = c = x.new_zeros(B, W_hh.shape[1])
    recurrent, states = W_hh.t(), []
    for a in inputs.unbind():
        i, f, g, o = torch.addmm(a, h, recurrent).chunk(4, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        states.append(h)
    return torch.stack(states)


def rnn_steps(blocks, x, activation):
    W_xh, W_hh, b_h = blocks[:3]
    h, states = x.new_zeros(x.shape[1], W_hh.shape[0]), []
    for x_t in x.unbind():
        h = activation(F.linear(x_t, W_xh, b_h) + F.linear(h, W_hh))
        states.append(h)
    return torch.stack(states)


def states(cell, blocks, x):
    match cell:
        case "lstm":
            return lstm_steps(blocks, x)
        case "tanh":
            return rnn_steps(blocks, x, torch.tanh)
    return rnn_steps(blocks, x, torch.relu)


def head_loss(blocks, states, targets):
    """The mean softmax cross-entropy over all steps and sequences."""
    logits = F.linear(states.flatten(0, 1), blocks[3], blocks[4])
    return F.cross_entropy(logits, targets.flatten())


class Gradcheck:
    """All parameters, in float64. The step of gradcheck's default, 1e-6."""

    # Small products gain nothing from a second thread.
    VARIANTS = {
        "torch.lstm": (lstm_states, None),
        "torch.lstm, 1 thread": (lstm_states, 1),
        "own step, 1 thread": (lstm_steps, 1),
    }
    fast = False
    # Set when the peer starts.
    given_threads = 1

    def __init__(self, work, tensors, name):
        self.name = name
        self.x = tensor(tensors["x"])
        self.targets = tensor(tensors["targets"]).long()
        prefix = [f"0.forward.{block}" for block in BLOCKS[:3]] + list(BLOCKS[3:])
        self.names = prefix
        self.blocks = [tensor(tensors[block]).requires_grad_() for block in prefix]
        self.states, self.threads = self.VARIANTS[name]

    def loss(self, *blocks):
        return head_loss(blocks, self.states(blocks, self.x), self.targets)

    def setup(self):
        torch.set_num_threads(self.threads or self.given_threads)

    def run(self, limit=None):
        loss, blocks = self.loss, self.blocks
        if limit and not self.fast:
            # A trial: one block is enough to see which way is faster.
            constants = [block.detach() for block in blocks]
            weights, head = constants[:2], constants[3:]
            loss, blocks = lambda b_h: self.loss(*weights, b_h, *head), blocks[2]
        agrees = torch.autograd.gradcheck(
            loss, blocks, fast_mode=self.fast, raise_exception=False
        )
        if not agrees:
            raise ValueError("gradcheck says that PyTorch's own gradient is wrong")

    def results(self):
        if self.fast:
            gradients = torch.autograd.grad(self.loss(*self.blocks), self.blocks)
        else:
            gradients = get_numerical_jacobian(
                lambda blocks: self.loss(*blocks), tuple(self.blocks), eps=1e-6
            )
        return {
            f"d {name}": gradient.detach().reshape(block.shape).numpy()
            for name, block, gradient in zip(self.names, self.blocks, gradients)
        }


class FastGradcheck(Gradcheck):
    fast = True
