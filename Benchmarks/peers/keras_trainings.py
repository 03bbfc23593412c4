"""Keras's training loops: a compiled update, called from Python."""

import keras
import numpy as np
import tensorflow as tf

from keras_layers import LAYERS, cell_weights, recurrent_layer, turned


class Training:
    """A loop in Python over a compiled update; subclasses build the model and the update."""

    def __init__(self, work, tensors, name):
        self.name = name
        self.work = work
        self.tensors = tensors
        self.build()
        self.function = tf.function(self.update, jit_compile=name.endswith("XLA"))

    def run(self, limit=None):
        losses = [self.function(*arguments) for arguments in self.arguments[:limit]]
        losses[-1].numpy()
        self.losses = losses

    def results(self):
        return {"losses": np.array([loss.numpy() for loss in self.losses])}


class Hihello(Training):
    def build(self):
        keras.config.set_floatx("float64")
        self.layer = recurrent_layer(
            self.work | {"cell": "rnn"}, unroll=self.name.startswith("unrolled")
        )
        self.head = keras.layers.Dense(5)
        self.layer.build((1, 5, 5))
        self.head.build((1, 5, 5))
        self.optimizer = keras.optimizers.RMSprop(
            self.work["rate"], rho=self.work["rho"], epsilon=self.work["epsilon"]
        )
        self.variables = [*self.layer.trainable_variables, *self.head.trainable_variables]
        self.optimizer.build(self.variables)
        self.x = tf.constant(np.eye(5)[self.tensors["tokens"]][None])
        self.targets = tf.constant(self.tensors["targets"][None])
        self.arguments = [()] * self.work["epochs"]
        keras.config.set_floatx("float32")

    def setup(self):
        keras.config.set_floatx("float64")
        self.layer.set_weights([self.tensors[n].T for n in ("W_xh", "W_hh", "b_h")])
        self.head.set_weights([self.tensors[n].T for n in ("W_hy", "b_y")])
        for variable in self.optimizer.variables:
            if variable is not self.optimizer._learning_rate:
                variable.assign(tf.zeros_like(variable.value))

    def update(self):
        with tf.GradientTape() as tape:
            logits = self.head(self.layer(self.x))
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(self.targets, logits)
            loss = tf.reduce_mean(losses)
        values = [variable.value for variable in self.variables]
        self.optimizer.apply(tape.gradient(loss, values))
        return loss


class PaperAdam(keras.optimizers.Adam):
    """Adam with epsilon beside the corrected root, as in the paper; Keras adds it before."""

    def update_step(self, gradient, variable, learning_rate):
        rate = keras.ops.cast(learning_rate, variable.dtype)
        gradient = tf.convert_to_tensor(gradient)
        step = keras.ops.cast(self.iterations + 1, variable.dtype)
        index = self._get_variable_index(variable)
        m, v = self._momentums[index], self._velocities[index]
        self.assign_add(m, (gradient - m) * (1 - self.beta_1))
        self.assign_add(v, (gradient * gradient - v) * (1 - self.beta_2))
        first = 1 - keras.ops.power(self.beta_1, step)
        second = 1 - keras.ops.power(self.beta_2, step)
        root = keras.ops.sqrt(v / second) + self.epsilon
        self.assign_sub(variable, rate * (m / first) / root)


class Sentiment(Training):
    def build(self):
        work = self.work
        self.embedding = keras.layers.Embedding(
            work["vocabulary"], work["input"], mask_zero=True
        )
        self.layer = LAYERS["lstm"](work["hidden"])
        self.head = keras.layers.Dense(1)
        B, T = work["batch"], work["steps"]
        self.embedding.build((B, T))
        self.layer.build((B, T, work["input"]))
        self.head.build((B, work["hidden"]))
        layers = (self.embedding, self.layer, self.head)
        self.variables = [v for layer in layers for v in layer.trainable_variables]
        self.optimizer = PaperAdam(
            work["rate"], work["beta1"], work["beta2"], epsilon=work["epsilon"]
        )
        self.optimizer.build(self.variables)
        tokens, labels = self.tensors["tokens"], self.tensors["labels"]
        self.arguments = [
            (tf.constant(tokens[i : i + B]), tf.constant(labels[i : i + B]))
            for i in range(0, work["reviews"], B)
        ]

    def setup(self):
        self.embedding.set_weights([self.tensors["embedding"]])
        self.layer.set_weights(cell_weights(self.work, self.tensors, "0.forward."))
        self.head.set_weights([self.tensors["W_hy"].T, self.tensors["b_y"]])
        for variable in self.optimizer.variables:
            if variable is not self.optimizer._learning_rate:
                variable.assign(tf.zeros_like(variable.value))

    def update(self, tokens, labels):
        with tf.GradientTape() as tape:
            mask = self.embedding.compute_mask(tokens)
            x = self.embedding(tokens)
            logits = self.head(self.layer(x, mask=mask))[:, 0]
            losses = tf.nn.sigmoid_cross_entropy_with_logits(labels, logits)
            loss = tf.reduce_mean(losses)
        values = [variable.value for variable in self.variables]
        self.optimizer.apply(tape.gradient(loss, values))
        return loss


class Truncated(Training):
    def build(self):
        work = self.work
        B, window, H = work["batch"], work["window"], work["hidden"]
        self.layer = recurrent_layer(work, return_state=True)
        self.layer.build((B, window, work["input"]))
        self.head = keras.layers.Dense(work["outputs"])
        self.head.build((B, window, H))
        variables = [*self.layer.trainable_variables, *self.head.trainable_variables]
        self.values = [variable.value for variable in variables]
        self.state = [tf.Variable(tf.zeros((B, H))) for _ in range(2)]
        count = work["period"] // window

        def windows(array):
            return [tf.constant(turned(part)) for part in np.split(array, count)]

        pairs = list(zip(windows(self.tensors["x"]), windows(self.tensors["targets"])))
        self.arguments = [pairs[i % count] for i in range(work["steps"] // window)]

    def setup(self):
        self.layer.set_weights(cell_weights(self.work, self.tensors, "0.forward."))
        self.head.set_weights([self.tensors["W_hy"].T, self.tensors["b_y"]])
        for state in self.state:
            state.assign(tf.zeros_like(state))

    def update(self, x, targets):
        with tf.GradientTape() as tape:
            # The state is read as a number: no gradient flows back through it.
            state = [tf.stop_gradient(state.value()) for state in self.state]
            states, h, c = self.layer(x, initial_state=state)
            error = self.head(states) - targets
            loss = 0.5 * tf.reduce_sum(error * error) / (x.shape[0] * x.shape[1])
        for value, gradient in zip(self.values, tape.gradient(loss, self.values)):
            value.assign_sub(self.work["rate"] * gradient)
        self.state[0].assign(h)
        self.state[1].assign(c)
        return loss
