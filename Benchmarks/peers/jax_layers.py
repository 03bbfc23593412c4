"""Recurrent layers in JAX: lax.scan over a step; weights stored [inputs, outputs]."""

import jax
import jax.numpy as jnp
from jax import lax

# Cells: the step, given everything that the input and the state say of the gates.


def lstm_step(state, z, zh, cell):
    h, c = state
    i, f, g, o = jnp.split(z + zh, 4, -1)
    c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
    h = jax.nn.sigmoid(o) * jnp.tanh(c)
    return (h, c), h


def gru_step(state, z, zh, cell):
    (h,) = state
    r, u, n = jnp.split(z, 3, -1)
    rh, uh, nh = jnp.split(zh, 3, -1)
    r, u = jax.nn.sigmoid(r + rh), jax.nn.sigmoid(u + uh)
    n = jnp.tanh(n + r * (nh + cell["b_hn"]))
    h = (1 - u) * n + u * h
    return (h,), h


def rnn_step(state, z, zh, cell):
    h = jnp.tanh(z + zh)
    return (h,), h


STEPS = {"lstm": lstm_step, "gru": gru_step, "rnn": rnn_step}


def layer(kind, cell, x, state, inside, unroll):
    """States [T, B, H] and the last state; the input's product inside the scan or before it."""
    step = STEPS[kind]

    def inner(state, x):
        z = x @ cell["W_xh"] + cell["b_h"] if inside == "inside" else x
        return step(state, z, state[0] @ cell["W_hh"], cell)

    def joined(state, x):
        both = jnp.concatenate([cell["W_xh"], cell["W_hh"]])
        z = jnp.concatenate([x, state[0]], -1) @ both + cell["b_h"]
        return step(state, z, 0, cell)

    if inside == "outside":
        T, B, D = x.shape
        x = (x.reshape(T * B, D) @ cell["W_xh"] + cell["b_h"]).reshape(T, B, -1)
    state, states = lax.scan(joined if inside == "joined" else inner, state, x, unroll=unroll)
    return states, state


def zero_state(kind, batch, hidden, scalar):
    return (jnp.zeros((batch, hidden), scalar),) * (2 if kind == "lstm" else 1)


def cells(work, tensors):
    """The parameters by layer and direction, transposed."""
    names = ["W_xh", "W_hh", "b_h"] + (["b_hn"] if work["cell"] == "gru" else [])
    return [
        {
            direction: {
                name: jnp.array(tensors[f"{layer}.{direction}.{name}"].T) for name in names
            }
            for direction in ("forward", "reverse")[: work.get("directions", 1)]
        }
        for layer in range(work.get("layers", 1))
    ]
