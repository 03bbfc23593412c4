"""JAX's training loops: an update called from Python, or all updates in one scan."""

import jax
import jax.flatten_util
import jax.numpy as jnp
import numpy as np
from jax import lax

from jax_layers import cells, layer, zero_state


class Training:
    """A loop of updates: `update(carry, index, data) -> carry, loss`."""

    # Or called step by step from Python; `start` decides.
    one_scan = True

    def __init__(self, name, updates, initial, update, unroll=1):
        self.name = name
        self.updates = updates
        self.initial = initial
        if self.one_scan:

            def all_updates(carry, data, count):
                def body(carry, index):
                    return update(carry, index, data)

                return lax.scan(body, carry, jnp.arange(count), unroll=unroll)

            self.function = jax.jit(all_updates, static_argnums=2)
        else:
            self.function = jax.jit(update, donate_argnums=0)
        self.data = None

    def setup(self):
        self.carry = jax.block_until_ready(jax.tree.map(jnp.array, self.initial))

    def run(self, limit=None):
        count = limit or self.updates
        if self.one_scan:
            self.losses = jax.block_until_ready(self.function(self.carry, self.data, count)[1])
            return
        carry, losses, function, data = self.carry, [], self.function, self.data
        for index in range(count):
            carry, loss = function(carry, self.indices[index], data)
            losses.append(loss)
        self.losses = jnp.stack(jax.block_until_ready(losses))

    def results(self):
        return {"losses": np.asarray(self.losses)}


class Hihello(Training):
    def __init__(self, work, tensors, name, time_loop, unroll):
        one_hot = jnp.eye(5, dtype="float64")
        x, targets = one_hot[tensors["tokens"]], jnp.array(tensors["targets"])
        rate, rho, epsilon = (work[key] for key in ("rate", "rho", "epsilon"))
        blocks = {key: jnp.array(tensors[key].T) for key in ("W_xh", "W_hh", "b_h", "W_hy", "b_y")}
        flat, restore = jax.flatten_util.ravel_pytree(blocks)
        is_flat = "flat" in name

        def loss(p):
            if is_flat:
                p = restore(p)
            a = x @ p["W_xh"] + p["b_h"]

            def step(h, a):
                h = jnp.tanh(a + h @ p["W_hh"])
                return h, h

            h = jnp.zeros(5, "float64")
            if time_loop == "scan":
                states = lax.scan(step, h, a)[1]
            else:
                states = []
                for t in range(5):
                    h, _ = step(h, a[t])
                    states.append(h)
                states = jnp.stack(states)
            logits = states @ p["W_hy"] + p["b_y"]
            chosen = jnp.take_along_axis(jax.nn.log_softmax(logits), targets[:, None], 1)
            return -jnp.mean(chosen)

        def update(carry, index, data):
            p, v = carry
            value, g = jax.value_and_grad(loss)(p)
            v = jax.tree.map(lambda v, g: rho * v + (1 - rho) * g * g, v, g)
            p = jax.tree.map(lambda p, v, g: p - rate * g / jnp.sqrt(v + epsilon), p, v, g)
            return (p, v), value

        start = flat if is_flat else blocks
        super().__init__(
            name, work["epochs"], (start, jax.tree.map(jnp.zeros_like, start)), update, unroll
        )
        self.indices = [0] * work["epochs"]


class Sentiment(Training):
    def __init__(self, work, tensors, inside, unroll):
        B, T = work["batch"], work["steps"]
        batches = work["reviews"] // B
        tokens = tensors["tokens"].reshape(batches, B, T).transpose(0, 2, 1)
        data = (
            jnp.array(tokens),
            jnp.array(tensors["lengths"].reshape(batches, B)),
            jnp.array(tensors["labels"].reshape(batches, B)),
        )
        p = {key: jnp.array(tensors[key].T) for key in ("W_hy", "b_y")}
        p["embedding"] = jnp.array(tensors["embedding"])
        p["lstm"] = cells(work, tensors)[0]["forward"]
        rate, beta1, beta2 = (work[key] for key in ("rate", "beta1", "beta2"))
        epsilon = work["epsilon"]

        def loss(p, tokens, lengths, labels):
            x = p["embedding"][tokens]
            state = zero_state("lstm", B, work["hidden"], x.dtype)
            states = layer("lstm", p["lstm"], x, state, inside, unroll)[0]
            # The state at the last valid step does not depend on the padding after it.
            last = states[lengths - 1, jnp.arange(B)]
            y = (last @ p["W_hy"] + p["b_y"])[:, 0]
            return jnp.mean(jnp.maximum(y, 0) - y * labels + jnp.log1p(jnp.exp(-jnp.abs(y))))

        def update(carry, index, data):
            p, m, v, t = carry
            batch = [part[index] for part in data] if self.one_scan else data[index]
            value, g = jax.value_and_grad(loss)(p, *batch)
            t = t + 1
            m = jax.tree.map(lambda m, g: beta1 * m + (1 - beta1) * g, m, g)
            v = jax.tree.map(lambda v, g: beta2 * v + (1 - beta2) * g * g, v, g)
            first, second = 1 - beta1**t, 1 - beta2**t
            p = jax.tree.map(
                lambda p, m, v: p - rate * (m / first) / (jnp.sqrt(v / second) + epsilon), p, m, v
            )
            return (p, m, v, t), value

        zeros = jax.tree.map(jnp.zeros_like, p)
        start = (p, zeros, zeros, jnp.zeros((), "float32"))
        super().__init__(f"input {inside}, unroll {unroll}", batches, start, update)
        if self.one_scan:
            self.data = data
        else:
            # Each batch is an argument of its own.
            self.function = jax.jit(
                lambda carry, batch, _: update(carry, 0, [batch]), donate_argnums=0
            )
            self.indices = [tuple(part[i] for part in data) for i in range(batches)]


class Truncated(Training):
    def __init__(self, work, tensors, inside, unroll):
        B, H, window = work["batch"], work["hidden"], work["window"]
        count = work["period"] // window
        x = jnp.array(tensors["x"].reshape(count, window, B, work["input"]))
        targets = jnp.array(tensors["targets"].reshape(count, window, B, work["outputs"]))
        p = {key: jnp.array(tensors[key].T) for key in ("W_hy", "b_y")}
        p["lstm"] = cells(work, tensors)[0]["forward"]

        def loss(p, state, x, targets):
            states, state = layer("lstm", p["lstm"], x, state, inside, unroll)
            error = states @ p["W_hy"] + p["b_y"] - targets
            return 0.5 * jnp.sum(error * error) / (window * B), state

        def update(carry, index, data):
            p, state = carry
            if self.one_scan:
                x, targets = (part[index % count] for part in data)
            else:
                x, targets = index
            # The state comes in as a number: no gradient flows back through it.
            (value, state), g = jax.value_and_grad(loss, has_aux=True)(p, state, x, targets)
            p = jax.tree.map(lambda p, g: p - work["rate"] * g, p, g)
            return (p, state), value

        updates = work["steps"] // window
        start = (p, zero_state("lstm", B, H, "float32"))
        super().__init__(f"input {inside}, unroll {unroll}", updates, start, update)
        self.data = (x, targets)
        if not self.one_scan:
            self.data = None
            self.indices = [(x[i % count], targets[i % count]) for i in range(updates)]
