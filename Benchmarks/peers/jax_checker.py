"""jax.test_util.check_grads and a compiled jacfwd on a small network; its loss in JAX."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.flatten_util import ravel_pytree
from jax.test_util import check_grads

from jax_layers import layer, zero_state

BLOCKS = ("W_xh", "W_hh", "b_h", "W_hy", "b_y")


def states(cell, blocks, x, inside="outside", unroll=1):
    """The blocks come as ours are, [outputs, inputs]."""
    W_xh, W_hh, b_h = blocks[:3]
    weights = {"W_xh": W_xh.T, "W_hh": W_hh.T, "b_h": b_h}
    if cell == "relu":

        def step(h, x):
            h = jax.nn.relu(x @ W_xh.T + b_h + h @ W_hh.T)
            return h, h

        return lax.scan(step, jnp.zeros((x.shape[1], W_hh.shape[1]), x.dtype), x)[1]
    kind = "lstm" if cell == "lstm" else "rnn"
    state = zero_state(kind, x.shape[1], W_hh.shape[1], x.dtype)
    return layer(kind, weights, x, state, inside, unroll)[0]


def head_loss(blocks, states, targets):
    """The mean softmax cross-entropy over all steps and sequences."""
    logits = states @ blocks[3].T + blocks[4]
    chosen = jnp.take_along_axis(logits, targets[..., None], -1)[..., 0]
    return jnp.mean(jax.nn.logsumexp(logits, axis=-1) - chosen)


class Network:
    def __init__(self, work, tensors, name, inside, unroll):
        self.name = name
        self.x = jnp.array(tensors["x"])
        self.targets = jnp.array(tensors["targets"])
        self.names = [f"0.forward.{block}" for block in BLOCKS[:3]] + list(BLOCKS[3:])
        self.blocks = tuple(jnp.array(tensors[block]) for block in self.names)

        def loss(*blocks):
            return head_loss(
                blocks, states("lstm", blocks, self.x, inside, unroll), self.targets
            )

        self.loss = loss

    def setup(self):
        pass


class CheckGrads(Network):
    """One random direction, reverse mode; the loss and its pullback are compiled."""

    def __init__(self, work, tensors, inside, unroll):
        super().__init__(work, tensors, f"input {inside}, unroll {unroll}", inside, unroll)
        self.function = jax.jit(self.loss)

    def run(self, limit=None):
        # It raises where they disagree.
        check_grads(self.function, self.blocks, order=1, modes=("rev",))

    def results(self):
        gradients = jax.grad(self.function, tuple(range(5)))(*self.blocks)
        return {f"d {name}": np.asarray(value) for name, value in zip(self.names, gradients)}


class Jacfwd(Network):
    """The derivative by every parameter, by forward tangents, compiled as one function."""

    def __init__(self, work, tensors, inside, unroll, chunk):
        name = f"input {inside}, unroll {unroll}, "
        name += f"{chunk} tangents at a time" if chunk else "all tangents at once"
        super().__init__(work, tensors, name, inside, unroll)
        self.flat, restore = ravel_pytree(self.blocks)
        self.restore = restore

        def loss(flat):
            return self.loss(*restore(flat))

        def chunked(flat):
            count = flat.shape[0]
            rows = -(-count // chunk)

            def tangents(first):
                def push(direction):
                    return jax.jvp(loss, (flat,), (direction,))[1]

                directions = jnp.arange(chunk)[:, None] + first == jnp.arange(count)
                return jax.vmap(push)(directions.astype(flat.dtype))

            return lax.map(tangents, jnp.arange(rows) * chunk).reshape(-1)[:count]

        self.function = jax.jit(chunked if chunk else jax.jacfwd(loss))

    def run(self, limit=None):
        self.value = self.function(self.flat).block_until_ready()

    def results(self):
        gradients = self.restore(self.value)
        return {f"d {name}": np.asarray(value) for name, value in zip(self.names, gradients)}
