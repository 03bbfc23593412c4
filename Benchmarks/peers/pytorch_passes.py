"""PyTorch's forward and backward passes, with and without lengths."""

import torch

from pytorch_modules import named_gradients, recurrent_module, tensor


class Pass:
    """Forward, and the gradients of parameters and inputs."""

    def __init__(self, work, tensors, name):
        self.name = name
        self.work = work
        self.module = recurrent_module(work, tensors)
        self.x = tensor(tensors["x"]).requires_grad_()
        self.output_gradients = tensor(tensors["output_gradients"])
        self.leaves = [*self.module.parameters(), self.x]
        self.lengths = None
        if "lengths" in tensors:
            self.lengths = tensor(tensors["lengths"]).long()

    def setup(self):
        pass

    def outputs(self):
        return self.module(self.x)[0]

    def run(self, limit=None):
        with torch.backends.mkldnn.flags(enabled=self.name != "without oneDNN"):
            self.y = self.outputs()
            self.gradients = torch.autograd.grad(self.y, self.leaves, self.output_gradients)

    def results(self):
        loss = (self.y.detach().double() * self.output_gradients.double()).sum()
        return {
            "loss": loss.numpy(),
            "d x": self.gradients[-1].numpy(),
            **named_gradients(self.module, self.gradients[:-1], self.work["hidden"]),
        }


class PackedPass(Pass):
    """Lengths by packing: padding is not computed."""

    def outputs(self):
        packed = torch.nn.utils.rnn.pack_padded_sequence(
            self.x, self.lengths, enforce_sorted=False
        )
        out = self.module(packed)[0]
        return torch.nn.utils.rnn.pad_packed_sequence(out, total_length=self.work["steps"])[0]


class ReversedPass(Pass):
    """Lengths by reversing each valid prefix: padding is computed, and nothing reads it."""

    def __init__(self, work, tensors, name):
        super().__init__(work, tensors, name)
        step = torch.arange(work["steps"])[:, None]
        self.mirror = torch.where(step < self.lengths, self.lengths - 1 - step, step)[..., None]
        parameters = dict(self.module.named_parameters())
        kinds = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        self.layers = [
            [[parameters[f"{kind}_l{layer}{end}"] for kind in kinds] for end in ("", "_reverse")]
            for layer in range(work["layers"])
        ]

    def outputs(self):
        x = self.x
        zeros = [x.new_zeros(1, self.work["batch"], self.work["hidden"])] * 2

        def lstm(x, parameters):
            return torch.lstm(x, zeros, parameters, True, 1, 0.0, True, False, False)[0]

        def mirrored(x):
            return x.gather(0, self.mirror.expand_as(x))

        for forward, reverse in self.layers:
            x = torch.cat([lstm(x, forward), mirrored(lstm(mirrored(x), reverse))], 2)
        return x
