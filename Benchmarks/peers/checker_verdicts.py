#!/usr/bin/env python3
"""What the gradient checkers of one library say of the cases in `checker-cases.json`.

    checker_verdicts.py --library pytorch

A line of JSON for each checker and case: {"checker", "case", "passes", "detail", "seconds"}. Each
checker is given the case's gradient as a custom derivative, in float64, and keeps its defaults:

    pytorch     torch.autograd.gradcheck: eps 1e-6, atol 1e-5, rtol 1e-3; fast_mode False and True
    jax         jax.test_util.check_grads(order=1, modes=("rev",)): eps 1e-4, atol and rtol 1e-5
    tensorflow  tf.test.compute_gradient: delta 2^-10; max |difference| < 1e-4, as in its own tests
"""

import argparse
import json
import os
import time
from pathlib import Path

import numpy as np

from peer import limit_threads


def arrays(case, name):
    """The blocks of `parameters` or `gradient`, in order, each in its shape."""
    H, O, D = case["hidden"], case["outputs"], case["input"]
    rows = 4 * H if case["cell"] == "lstm" else H
    shapes = {"W_xh": (rows, D), "W_hh": (rows, H), "b_h": (rows,), "W_hy": (O, H), "b_y": (O,)}
    if "vocabulary" in case:
        shapes = {"embedding": (case["vocabulary"], D), **shapes}
    return [np.array(case[name][block]).reshape(shape) for block, shape in shapes.items()]


def inputs(case):
    """x or the tokens, and the targets."""
    T, B = case["steps"], case["batch"]
    targets = np.array(case["targets"], np.int64).reshape(T, B)
    if "tokens" in case:
        return np.array(case["tokens"], np.int64).reshape(T, B), targets
    return np.array(case["inputs"]).reshape(T, B, case["input"]), targets


def pytorch_checkers(case):
    import torch

    from pytorch_checker import head_loss, states

    given = [torch.from_numpy(array) for array in arrays(case, "gradient")]
    data, targets = (torch.from_numpy(array) for array in inputs(case))
    scalar = getattr(torch, case.get("loss_scalar", "float64"))

    def loss(*blocks):
        square = sum((block * block).sum() for block in blocks)
        blocks = [block.to(scalar) for block in blocks]
        x = blocks.pop(0)[data] if "tokens" in case else data.to(scalar)
        value = head_loss(blocks, states(case["cell"], blocks, x), targets).double()
        return value + case.get("penalty", 0) * square + case.get("offset", 0)

    class Given(torch.autograd.Function):
        @staticmethod
        def forward(context, *blocks):
            return loss(*blocks)

        @staticmethod
        def backward(context, of_loss):
            return tuple(of_loss * gradient for gradient in given)

    blocks = [torch.from_numpy(array).requires_grad_() for array in arrays(case, "parameters")]
    for name, fast in (("pytorch-gradcheck-slow", False), ("pytorch-gradcheck-fast", True)):

        def check():
            torch.autograd.gradcheck(Given.apply, blocks, fast_mode=fast)

        yield name, check


def jax_checkers(case):
    import jax
    import jax.numpy as jnp
    from jax.test_util import check_grads

    from jax_checker import head_loss, states

    given = tuple(jnp.array(array) for array in arrays(case, "gradient"))
    data, targets = (jnp.array(array) for array in inputs(case))
    scalar = case.get("loss_scalar", "float64")

    @jax.jit
    def loss(*blocks):
        square = sum(jnp.sum(block * block) for block in blocks)
        blocks = [block.astype(scalar) for block in blocks]
        x = blocks.pop(0)[data] if "tokens" in case else data.astype(scalar)
        value = head_loss(blocks, states(case["cell"], blocks, x), targets).astype("float64")
        return value + case.get("penalty", 0) * square + case.get("offset", 0)

    checked = jax.custom_vjp(loss)
    checked.defvjp(
        lambda *blocks: (loss(*blocks), None),
        lambda _, of_loss: tuple(of_loss * gradient for gradient in given),
    )
    blocks = tuple(jnp.array(array) for array in arrays(case, "parameters"))
    yield "jax-check-grads", lambda: check_grads(checked, blocks, order=1, modes=("rev",))


def tensorflow_checkers(case):
    import tensorflow as tf

    from tensorflow_checker import head_loss, states

    given = [tf.constant(array) for array in arrays(case, "gradient")]
    data, targets = (tf.constant(array) for array in inputs(case))
    scalar = case.get("loss_scalar", "float64")

    @tf.function
    def loss(*blocks):
        square = sum(tf.reduce_sum(block * block) for block in blocks)
        blocks = [tf.cast(block, scalar) for block in blocks]
        x = tf.gather(blocks.pop(0), data) if "tokens" in case else tf.cast(data, scalar)
        value = tf.cast(head_loss(blocks, states(case["cell"], blocks, x), targets), "float64")
        return value + case.get("penalty", 0) * square + case.get("offset", 0)

    @tf.custom_gradient
    def checked(*blocks):
        return loss(*blocks), lambda of_loss: [of_loss * gradient for gradient in given]

    def check():
        theory, numeric = tf.test.compute_gradient(checked, arrays(case, "parameters"))
        error = max(np.abs(one - other).max() for one, other in zip(theory, numeric))
        assert error < 1e-4, f"the largest difference is {error:.3g}"

    yield "tensorflow-compute-gradient", check


CHECKERS = {
    "pytorch": pytorch_checkers,
    "jax": jax_checkers,
    "tensorflow": tensorflow_checkers,
}


def verdict(check):
    """Whether it passes, and the first words of its complaint."""
    start = time.perf_counter()
    try:
        check()
    except (AssertionError, RuntimeError) as error:
        passes, detail = False, " ".join(str(error).split())[:160]
    else:
        passes, detail = True, ""
    return {"passes": passes, "detail": detail, "seconds": time.perf_counter() - start}


def main():
    parser = argparse.ArgumentParser(description="Verdicts of a library's gradient checkers.")
    parser.add_argument("--library", choices=CHECKERS, required=True)
    parser.add_argument("--cases", default=Path(__file__).parent.parent / "checker-cases.json")
    arguments = parser.parse_args()
    limit_threads(arguments.library, 1)
    # What a library prints must not stand between the answers.
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    if arguments.library == "jax":
        import jax

        jax.config.update("jax_platforms", "cpu")
        jax.config.update("jax_enable_x64", True)
    for case in json.loads(Path(arguments.cases).read_text())["cases"]:
        for name, check in CHECKERS[arguments.library](case):
            answer = {"checker": name, "case": case["name"], **verdict(check)}
            replies.write(json.dumps(answer) + "\n")
            replies.flush()


if __name__ == "__main__":
    main()
