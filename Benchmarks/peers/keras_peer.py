"""Keras on TensorFlow's CPU: its layers, called and differentiated inside tf.function.

`variants` gives every way that is tried; the one that is fastest here is timed against ours.
"""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import tensorflow as tf

from keras_passes import Pass
from keras_trainings import Hihello, Sentiment, Truncated

# For `hihello`, whether its update is compiled by XLA; set by `start`.
xla = False


def start(threads, name):
    global xla
    xla = name == "keras-xla"
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
        names = ("tf.function, XLA",) if xla else ("tf.function",)
        names = (*names, f"unrolled, {names[0]}")
    return [kinds[work["kind"]](work, tensors, name) for name in names]
