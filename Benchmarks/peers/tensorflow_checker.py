"""tf.test.compute_gradient on a small network; the network's loss in TensorFlow."""

import numpy as np
import tensorflow as tf

BLOCKS = ("W_xh", "W_hh", "b_h", "W_hy", "b_y")


def lstm_states(blocks, x):
    """Time unrolled, as a compiled graph of a few steps is fastest."""
    W_xh, W_hh, b_h = blocks[:3]
    T, B, D = x.shape
    inputs = tf.matmul(tf.reshape(x, (T * B, D)), W_xh, transpose_b=True) + b_h
    h = c = tf.zeros((B, W_hh.shape[1]), x.dtype)
    states = []
    for a in tf.unstack(tf.reshape(inputs, (T, B, -1))):
        i, f, g, o = tf.split(a + tf.matmul(h, W_hh, transpose_b=True), 4, 1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        states.append(h)
    return tf.stack(states)


def lstm_scan(blocks, x):
    """Time as a loop of the graph."""
    W_xh, W_hh, b_h = blocks[:3]
    T, B, D = x.shape
    inputs = tf.matmul(tf.reshape(x, (T * B, D)), W_xh, transpose_b=True) + b_h
    inputs = tf.reshape(inputs, (T, B, 4 * W_hh.shape[1]))
    h = c = tf.zeros((B, W_hh.shape[1]), x.dtype)
    states = tf.TensorArray(x.dtype, T, element_shape=h.shape)
    for t in tf.range(T):
        i, f, g, o = tf.split(inputs[t] + tf.matmul(h, W_hh, transpose_b=True), 4, 1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        states = states.write(t, h)
    return states.stack()


def rnn_states(blocks, x, activation):
    W_xh, W_hh, b_h = blocks[:3]
    h, states = tf.zeros((x.shape[1], W_hh.shape[0]), x.dtype), []
    for x_t in tf.unstack(x):
        h = activation(
            tf.matmul(x_t, W_xh, transpose_b=True) + b_h + tf.matmul(h, W_hh, transpose_b=True)
        )
        states.append(h)
    return tf.stack(states)


def states(cell, blocks, x):
    match cell:
        case "lstm":
            return lstm_states(blocks, x)
        case "tanh":
            return rnn_states(blocks, x, tf.tanh)
    return rnn_states(blocks, x, tf.nn.relu)


def head_loss(blocks, states, targets):
    """The mean softmax cross-entropy over all steps and sequences."""
    T, B, H = states.shape
    logits = tf.matmul(tf.reshape(states, (T * B, H)), blocks[3], transpose_b=True) + blocks[4]
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.reshape(targets, (-1,)), logits)
    return tf.reduce_mean(losses)


class ComputeGradient:
    """All parameters, in float64. The step of its default, 1 / 1024."""

    VARIANTS = {
        "unrolled, tf.function": (lstm_states, False),
        "unrolled, tf.function, XLA": (lstm_states, True),
        "tf.function": (lstm_scan, False),
    }

    def __init__(self, work, tensors, name):
        self.name = name
        self.names = [f"0.forward.{block}" for block in BLOCKS[:3]] + list(BLOCKS[3:])
        self.blocks = [tf.constant(tensors[block]) for block in self.names]
        x, targets = tf.constant(tensors["x"]), tf.constant(tensors["targets"])
        of_states, compiled = self.VARIANTS[name]

        @tf.function(jit_compile=compiled)
        def loss(*blocks):
            return head_loss(blocks, of_states(blocks, x), targets)

        self.loss = loss

    def setup(self):
        pass

    def run(self, limit=None):
        if limit:
            # A trial: one block is enough to see which way is faster.
            rest = self.blocks[:2], self.blocks[3:]
            tf.test.compute_gradient(
                lambda b_h: self.loss(*rest[0], b_h, *rest[1]), [self.blocks[2]]
            )
            return
        self.value = tf.test.compute_gradient(self.loss, self.blocks)

    def results(self):
        return {
            f"d {name}": estimate.reshape(block.shape)
            for name, block, estimate in zip(self.names, self.blocks, self.value[1])
        }
