"""TensorFlow on the CPU without Keras: its gradient checker."""

import tensorflow as tf

from tensorflow_checker import ComputeGradient


def start(threads, name):
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)


def versions():
    return {"tensorflow": tf.__version__}


def variants(work, tensors):
    return [ComputeGradient(work, tensors, name) for name in ComputeGradient.VARIANTS]
