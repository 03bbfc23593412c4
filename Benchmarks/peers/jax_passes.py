"""JAX's forward and backward passes, with and without lengths."""

import jax
import jax.numpy as jnp
import numpy as np

from jax_layers import cells, layer, zero_state


class Pass:
    def __init__(self, work, tensors, inside, unroll):
        self.name = f"input {inside}, unroll {unroll}"
        self.work = work
        self.parameters = cells(work, tensors)
        self.x = jnp.array(tensors["x"])
        self.output_gradients = jnp.array(tensors["output_gradients"])
        mirror = None
        if "lengths" in tensors:
            step, lengths = np.arange(work["steps"])[:, None], tensors["lengths"]
            mirror = np.where(step < lengths, lengths - 1 - step, step)[..., None]

        def loss(parameters, x, output_gradients):
            def run(cell, x):
                state = zero_state(work["cell"], work["batch"], work["hidden"], x.dtype)
                return layer(work["cell"], cell, x, state, inside, unroll)[0]

            for directions in parameters:
                outputs = [run(directions["forward"], x)]
                if "reverse" in directions:
                    # Each valid prefix is reversed; what padding gives, nothing reads.
                    mirrored = jnp.take_along_axis(x, mirror, 0)
                    reverse = run(directions["reverse"], mirrored)
                    outputs.append(jnp.take_along_axis(reverse, mirror, 0))
                x = jnp.concatenate(outputs, -1) if len(outputs) > 1 else outputs[0]
            return jnp.sum(x * output_gradients)

        self.function = jax.jit(jax.value_and_grad(loss, (0, 1)))

    def setup(self):
        pass

    def run(self, limit=None):
        self.value = jax.block_until_ready(
            self.function(self.parameters, self.x, self.output_gradients)
        )

    def results(self):
        loss, (parameters, x) = self.value
        results = {"loss": np.asarray(loss, np.float64), "d x": np.asarray(x)}
        for layer, directions in enumerate(parameters):
            for direction, cell in directions.items():
                for name, value in cell.items():
                    results[f"d {layer}.{direction}.{name}"] = np.asarray(value).T
        return results
