"""Keras on TensorFlow's CPU: its layers, called and differentiated inside tf.function.

`variants` gives every way that is tried; the one that is fastest here is timed against ours.
"""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import tensorflow as tf

from keras_passes import Pass
from keras_trainings import Hihello, Sentiment, Truncated

# `hihello` is timed in three ways, each a peer of its own: the layers as they come in a tf.function,
# with their time loop unrolled, and compiled by XLA as well; set by `start`.
HIHELLO = {
    "keras": ("tf.function",),
    "keras-unrolled": ("unrolled, tf.function",),
    "keras-xla": ("tf.function, XLA", "unrolled, tf.function, XLA"),
}
hihello = HIHELLO["keras"]


def start(threads, name):
    global hihello
    hihello = HIHELLO[name]
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)


def versions():
    return {"keras": keras.__version__, "tensorflow": tf.__version__}


def peak(size, scalar):
    a = tf.random.uniform((size, size), dtype=scalar)
    product = tf.function(lambda: tf.linalg.matmul(a, a))
    return lambda: product().numpy()


def variants(work, tensors):
    keras.backend.clear_session()
    keras.config.set_floatx(work["scalar"])
    names = ("tf.function", "tf.function, XLA")
    kinds = {"pass": Pass, "hihello": Hihello, "sentiment": Sentiment, "truncated": Truncated}
    if work["kind"] == "hihello":
        names = hihello
    return [kinds[work["kind"]](work, tensors, name) for name in names]
