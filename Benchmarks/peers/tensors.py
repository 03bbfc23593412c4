"""Named arrays in one file: a line of JSON, then the numbers, row by row, little-endian.

    {"tensors": [{"name": "x", "type": "float32", "shape": [400, 128, 50], "offset": 0}, ...]}

Offsets count bytes from the first one after the line.
"""

import json

import numpy as np

TYPES = {"float32": "<f4", "float64": "<f8", "int32": "<i4"}


def read(path):
    with open(path, "rb") as file:
        header = json.loads(file.readline())
        data = file.read()
    tensors = {}
    for entry in header["tensors"]:
        count = int(np.prod(entry["shape"], dtype=np.int64))
        flat = np.frombuffer(data, TYPES[entry["type"]], count, entry["offset"])
        tensors[entry["name"]] = flat.reshape(entry["shape"])
    return tensors


def write(path, tensors):
    entries, offset = [], 0
    arrays = {name: np.ascontiguousarray(value) for name, value in tensors.items()}
    for name, array in arrays.items():
        entries.append(
            {"name": name, "type": str(array.dtype), "shape": array.shape, "offset": offset}
        )
        offset += array.nbytes
    with open(path, "wb") as file:
        file.write(json.dumps({"tensors": entries}).encode() + b"\n")
        for array in arrays.values():
            file.write(array.tobytes())


def block_names(work):
    """The parameter blocks of the recurrent layers: `0.forward.W_xh`, ..."""
    names = ["W_xh", "W_hh", "b_h"] + (["b_hn"] if work["cell"] == "gru" else [])
    for layer in range(work.get("layers", 1)):
        for direction in ("forward", "reverse")[: work.get("directions", 1)]:
            for name in names:
                yield layer, direction, name


def drawn(work, seed=1):
    """Random tensors of a work's sizes, for timing a peer without the Swift program."""
    generator = np.random.default_rng(seed)
    scalar = work["scalar"]
    T, B, D, H = (work[key] for key in ("steps", "batch", "input", "hidden"))
    bands = {"lstm": 4, "gru": 3, "rnn": 1}[work.get("cell", "rnn")]

    def uniform(*shape, scale=H**-0.5):
        return generator.uniform(-scale, scale, shape).astype(scalar)

    tensors = {}
    if work["kind"] == "hihello":
        tensors["W_xh"], tensors["W_hh"], tensors["b_h"] = uniform(5, 5), uniform(5, 5), uniform(5)
        tensors["tokens"] = np.array([2, 1, 2, 0, 4], np.int32)
        tensors["targets"] = np.array([2, 0, 4, 4, 3], np.int32)
    else:
        for layer, direction, name in block_names(work):
            width = D if layer == 0 else H * work.get("directions", 1)
            shape = {"W_xh": (bands * H, width), "W_hh": (bands * H, H), "b_h": (bands * H,)}
            tensors[f"{layer}.{direction}.{name}"] = uniform(*shape.get(name, (H,)))
    if "outputs" in work:
        tensors["W_hy"], tensors["b_y"] = uniform(work["outputs"], H), uniform(work["outputs"])
    rows = work.get("reviews", B)
    if "lengths" in work:
        low, high = work["lengths"]
        lengths = generator.integers(low, high + 1, rows).astype(np.int32)
        lengths[0] = T
        tensors["lengths"] = lengths
        valid = np.arange(T)[:, None] < lengths
    if work["kind"] == "checker":
        tensors["x"] = uniform(T, B, D, scale=1)
        tensors["targets"] = generator.integers(0, work["outputs"], (T, B)).astype(np.int32)
    if work["kind"] == "pass":
        x = uniform(T, B, D, scale=1)
        g = uniform(T, B, H * work["directions"], scale=0.01)
        if "lengths" in work:
            x, g = x * valid[..., None], g * valid[..., None]
        tensors["x"], tensors["output_gradients"] = x.astype(scalar), g.astype(scalar)
    if work["kind"] == "sentiment":
        tensors["embedding"] = uniform(work["vocabulary"], D, scale=0.05)
        tokens = generator.integers(1, work["vocabulary"], (rows, T)) * valid.T
        tensors["tokens"] = tokens.astype(np.int32)
        tensors["labels"] = generator.integers(0, 2, rows).astype(scalar)
    if work["kind"] == "truncated":
        tensors["x"] = uniform(work["period"], B, D, scale=1)
        tensors["targets"] = uniform(work["period"], B, work["outputs"], scale=1)
    return tensors
