"""What both kinds of Keras works need: layers with a work's parameters, gradients by name.

Keras is batch-major: arrays are turned before they are timed, and results are turned back.
"""

import keras
import numpy as np

LAYERS = {"lstm": keras.layers.LSTM, "gru": keras.layers.GRU, "rnn": keras.layers.SimpleRNN}


def turned(array):
    """Time first to batch first, and back."""
    return np.ascontiguousarray(np.swapaxes(array, 0, 1))


def exchanged(work, array):
    """Rows r z n of a GRU to columns z r h, and other cells' rows to columns."""
    if work["cell"] == "gru":
        r, z, n = np.split(array, 3)
        array = np.concatenate([z, r, n])
    return array.T


def restored(work, array):
    array = array.T
    if work["cell"] == "gru":
        z, r, n = np.split(array, 3)
        array = np.concatenate([r, z, n])
    return array


def cell_weights(work, tensors, prefix):
    bias = exchanged(work, tensors[prefix + "b_h"])
    if work["cell"] == "gru":
        second = np.zeros_like(bias)
        second[2 * work["hidden"] :] = tensors[prefix + "b_hn"]
        bias = np.stack([bias, second])
    kernels = [exchanged(work, tensors[prefix + name]) for name in ("W_xh", "W_hh")]
    return [*kernels, bias]


def cell_gradients(work, prefix, gradients):
    kernel, recurrent, bias = (np.asarray(gradient) for gradient in gradients)
    results = {
        f"d {prefix}W_xh": restored(work, kernel),
        f"d {prefix}W_hh": restored(work, recurrent),
    }
    if work["cell"] == "gru":
        results[f"d {prefix}b_hn"] = bias[1][2 * work["hidden"] :]
        bias = bias[0]
    results[f"d {prefix}b_h"] = restored(work, bias)
    return results


def recurrent_layer(work, **options):
    return LAYERS[work["cell"]](work["hidden"], return_sequences=True, **options)


def valid(lengths, steps):
    return np.arange(steps) < lengths[:, None]
