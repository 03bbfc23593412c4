"""PyTorch's training loops."""

import numpy as np
import torch

from pytorch_modules import recurrent_module, tensor

F = torch.nn.functional


class Hihello:
    """The training loop of `hihello`; torch.optim.RMSprop adds epsilon outside the root."""

    def __init__(self, work, tensors, name):
        self.name = name
        self.work = work
        self.tensors = tensors
        eye = torch.eye(5, dtype=torch.float64)
        self.x = eye[tensor(tensors["tokens"]).long()].unsqueeze(1)
        self.targets = tensor(tensors["targets"]).long()

    def setup(self):
        module = torch.nn.RNN(5, 5, dtype=torch.float64)
        head = torch.nn.Linear(5, 5, dtype=torch.float64)
        self.module, self.head = module, head
        names = ("W_xh", "W_hh", "b_h", "W_hy", "b_y")
        values = [tensor(self.tensors[name]) for name in names]
        if self.name == "flat parameters":
            self.flat = torch.cat([value.reshape(-1) for value in values]).requires_grad_()
            self.shapes = [value.shape for value in values]
            return
        with torch.no_grad():
            module.bias_hh_l0.zero_()
            targets = (module.weight_ih_l0, module.weight_hh_l0, module.bias_ih_l0)
            for target, value in zip((*targets, head.weight, head.bias), values):
                target.copy_(value)
        # Only one of PyTorch's two biases may move, as there is only one here.
        module.bias_hh_l0.requires_grad_(False)
        self.parameters = [*targets, head.weight, head.bias]

    def run(self, limit=None):
        match self.name:
            case "nn.RNN, foreach":
                self.losses = self.train_module()
            case "own step, foreach":
                self.losses = self.train_steps()
            case _:
                self.losses = self.train_flat()

    def train_module(self):
        return self.train(
            lambda: self.head(self.module(self.x)[0].squeeze(1)), self.parameters, foreach=True
        )

    def train_steps(self):
        weights, recurrent, bias, head, head_bias = self.parameters

        def logits():
            h, states = self.x.new_zeros(1, 5), []
            inputs = F.linear(self.x, weights, bias)
            for a in inputs.unbind():
                h = torch.tanh(torch.addmm(a, h, recurrent.T))
                states.append(h)
            return F.linear(torch.cat(states), head, head_bias)

        return self.train(logits, self.parameters, foreach=True)

    def train_flat(self):
        flat = self.flat
        sizes = [shape.numel() for shape in self.shapes]
        h0, no_bias = self.x.new_zeros(1, 1, 5), self.x.new_zeros(5)

        def logits():
            parts = [p.view(s) for p, s in zip(flat.split(sizes), self.shapes)]
            weights = [parts[0], parts[1], parts[2], no_bias]
            states = torch.rnn_tanh(self.x, h0, weights, True, 1, 0.0, True, False, False)[0]
            return F.linear(states.squeeze(1), parts[3], parts[4])

        return self.train(logits, [flat], foreach=False)

    def train(self, logits, parameters, foreach):
        rate, rho, epsilon = (self.work[key] for key in ("rate", "rho", "epsilon"))
        squares = [torch.zeros_like(parameter) for parameter in parameters]
        losses = []
        for _ in range(self.work["epochs"]):
            loss = F.cross_entropy(logits(), self.targets)
            gradients = torch.autograd.grad(loss, parameters)
            with torch.no_grad():
                if foreach:
                    torch._foreach_mul_(squares, rho)
                    torch._foreach_addcmul_(squares, gradients, gradients, 1 - rho)
                    roots = torch._foreach_add(squares, epsilon)
                    torch._foreach_sqrt_(roots)
                    torch._foreach_addcdiv_(parameters, gradients, roots, -rate)
                else:
                    gradient, square = gradients[0], squares[0]
                    square.mul_(rho).addcmul_(gradient, gradient, value=1 - rho)
                    parameters[0].addcdiv_(gradient, (square + epsilon).sqrt_(), value=-rate)
            losses.append(loss.detach())
        return losses

    def results(self):
        return {"losses": torch.stack(self.losses).numpy()}


class Sentiment:
    """One epoch: embedding, LSTM, a sigmoid unit on the state of the last valid step, Adam."""

    def __init__(self, work, tensors, name):
        self.name = name
        self.work = work
        self.tensors = tensors
        B = work["batch"]
        self.batches = []
        for start in range(0, work["reviews"], B):
            lengths = tensor(tensors["lengths"][start : start + B]).long()
            tokens = tensors["tokens"][start : start + B, : int(lengths.max())].T
            labels = tensor(tensors["labels"][start : start + B])
            self.batches.append((tensor(np.ascontiguousarray(tokens)).long(), lengths, labels))

    def setup(self):
        work = self.work
        self.embedding = torch.nn.Embedding(work["vocabulary"], work["input"])
        self.lstm = recurrent_module(work, self.tensors)
        self.head = torch.nn.Linear(work["hidden"], 1)
        with torch.no_grad():
            self.embedding.weight.copy_(tensor(self.tensors["embedding"]))
            self.head.weight.copy_(tensor(self.tensors["W_hy"]))
            self.head.bias.copy_(tensor(self.tensors["b_y"]))
        # Only one of PyTorch's two biases may move, as there is only one here.
        self.lstm.bias_hh_l0.requires_grad_(False)
        parameters = [*self.embedding.parameters(), *self.lstm.parameters()]
        parameters += [*self.head.parameters()]
        self.optimizer = torch.optim.Adam(
            [p for p in parameters if p.requires_grad],
            lr=work["rate"],
            betas=(work["beta1"], work["beta2"]),
            eps=work["epsilon"],
            fused=True,
        )
        self.rows = torch.arange(work["batch"])

    def last_states(self, tokens, lengths):
        x = self.embedding(tokens)
        if self.name == "packed":
            packed = torch.nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
            return self.lstm(packed)[1][0][0]
        # The state at the last valid step does not depend on the padding after it.
        return self.lstm(x)[0][lengths - 1, self.rows]

    def run(self, limit=None):
        losses = []
        for tokens, lengths, labels in self.batches[:limit]:
            logits = self.head(self.last_states(tokens, lengths)).squeeze(1)
            loss = F.binary_cross_entropy_with_logits(logits, labels)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            losses.append(loss.detach())
        self.losses = losses

    def results(self):
        return {"losses": torch.stack(self.losses).numpy()}


class Truncated:
    """Windows of a long sequence: the state is carried, its gradient is cut, SGD each window."""

    def __init__(self, work, tensors, name):
        self.name = name
        self.work = work
        self.tensors = tensors
        window = work["window"]
        self.windows = tensor(tensors["x"]).split(window)
        self.targets = tensor(tensors["targets"]).split(window)

    def setup(self):
        work = self.work
        self.lstm = recurrent_module(work, self.tensors)
        self.head = torch.nn.Linear(work["hidden"], work["outputs"])
        with torch.no_grad():
            self.head.weight.copy_(tensor(self.tensors["W_hy"]))
            self.head.bias.copy_(tensor(self.tensors["b_y"]))
        self.lstm.bias_hh_l0.requires_grad_(False)
        parameters = [*self.lstm.parameters(), *self.head.parameters()]
        self.parameters = [p for p in parameters if p.requires_grad]

    def run(self, limit=None):
        with torch.backends.mkldnn.flags(enabled=self.name != "without oneDNN"):
            self.train(limit or self.work["steps"] // self.work["window"])

    def train(self, windows):
        work = self.work
        positions = work["window"] * work["batch"]
        zeros = torch.zeros(1, work["batch"], work["hidden"])
        state, losses = (zeros, zeros), []
        for index in range(windows):
            place = index % len(self.windows)
            states, state = self.lstm(self.windows[place], state)
            loss = 0.5 * F.mse_loss(self.head(states), self.targets[place], reduction="sum")
            loss = loss / positions
            gradients = torch.autograd.grad(loss, self.parameters)
            with torch.no_grad():
                torch._foreach_add_(self.parameters, gradients, alpha=-work["rate"])
            state = (state[0].detach(), state[1].detach())
            losses.append(loss.detach())
        self.losses = losses

    def results(self):
        return {"losses": torch.stack(self.losses).numpy()}
