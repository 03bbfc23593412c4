"""Keras's GRU that resets before the product: one layer, one direction, no lengths."""

import os

import numpy
import torch

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"


def run(a, parameters, start):
    """Output, h_n, a function of their cotangents that gives all gradients, and `made_with`."""
    import keras
    import tensorflow

    keras.backend.set_floatx("float64")

    def array(value):
        return value.detach().numpy()

    def reordered(rows):
        """Rows r z n as Keras's z r n, and back."""
        r, z, n = numpy.split(rows, 3)
        return numpy.concatenate([z, r, n])

    layer = keras.layers.GRU(
        a.hidden, reset_after=False, return_sequences=True, return_state=True
    )
    x = tensorflow.constant(array(start["input"]).transpose(1, 0, 2))
    h0 = tensorflow.constant(array(start["h0"])[0])
    layer(x, initial_state=h0)
    layer.set_weights(
        [
            reordered(array(parameters["weight_ih_l0"])).T,
            reordered(array(parameters["weight_hh_l0"])).T,
            reordered(array(parameters["bias_ih_l0"])),
        ]
    )
    variables = layer.trainable_variables
    with tensorflow.GradientTape(persistent=True) as tape:
        tape.watch([x, h0])
        output, h_n = layer(x, initial_state=h0)

    def torch_of(value):
        return torch.tensor(numpy.ascontiguousarray(value))

    def all_gradients(cotangent_output, cotangent_h_n):
        above = [
            tensorflow.constant(array(cotangent_output).transpose(1, 0, 2)),
            tensorflow.constant(array(cotangent_h_n)[0]),
        ]
        sources = [variable.value for variable in variables] + [x, h0]
        kernel, recurrent, bias, dx, dh0 = tape.gradient(
            [output, h_n], sources, output_gradients=above
        )
        return {
            "weight_ih_l0": torch_of(reordered(kernel.numpy().T)),
            "weight_hh_l0": torch_of(reordered(recurrent.numpy().T)),
            "bias_ih_l0": torch_of(reordered(bias.numpy())),
            "input": torch_of(dx.numpy().transpose(1, 0, 2)),
            "h0": torch_of(dh0.numpy()[None]),
        }

    made_with = (
        f"Keras {keras.__version__} (TensorFlow {tensorflow.__version__}), float64, "
        f"seed {a.seed}; columns reordered to rows r z n"
    )
    return (
        torch_of(output.numpy().transpose(1, 0, 2)),
        torch_of(h_n.numpy()[None]),
        all_gradients,
        made_with,
    )
