"""Keras's forward and backward passes, with and without a mask."""

import keras
import numpy as np
import tensorflow as tf

from keras_layers import cell_gradients, cell_weights, recurrent_layer, turned, valid


class Pass:
    def __init__(self, work, tensors, name):
        self.name = name
        self.work = work
        self.layers = []
        self.x = tf.constant(turned(tensors["x"]))
        self.output_gradients = tf.constant(turned(tensors["output_gradients"]))
        mask = None
        if "lengths" in tensors:
            mask = tf.constant(valid(tensors["lengths"], work["steps"]))
        for index in range(work["layers"]):
            layer = recurrent_layer(work)
            if work["directions"] == 2:
                layer = keras.layers.Bidirectional(layer)
            width = work["input"] if index == 0 else work["hidden"] * work["directions"]
            layer.build((work["batch"], work["steps"], width))
            directions = ("forward", "reverse")[: work["directions"]]
            values = [cell_weights(work, tensors, f"{index}.{name}.") for name in directions]
            layer.set_weights([value for weights in values for value in weights])
            self.layers.append(layer)
        self.variables = [v.value for layer in self.layers for v in layer.trainable_variables]

        def function(x, output_gradients):
            with tf.GradientTape() as tape:
                tape.watch(x)
                y = x
                for layer in self.layers:
                    y = layer(y, mask=mask)
            return y, tape.gradient(y, [*self.variables, x], output_gradients)

        self.function = tf.function(function, jit_compile=name.endswith("XLA"))

    def setup(self):
        pass

    def run(self, limit=None):
        self.value = self.function(self.x, self.output_gradients)
        # TensorFlow may still be computing when a call returns.
        self.value[1][-1].numpy()

    def results(self):
        y, gradients = self.value
        loss = np.sum(np.asarray(y, np.float64) * np.asarray(self.output_gradients, np.float64))
        results = {"loss": loss, "d x": turned(np.asarray(gradients[-1]))}
        place = 0
        for index in range(self.work["layers"]):
            for direction in ("forward", "reverse")[: self.work["directions"]]:
                part = gradients[place : place + 3]
                results.update(cell_gradients(self.work, f"{index}.{direction}.", part))
                place += 3
        return results
