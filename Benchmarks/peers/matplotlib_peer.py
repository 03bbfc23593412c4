"""matplotlib's Agg renderer: the pictures of `matplotlib_pictures.py`, in memory or as a process.

In memory a picture is timed in two ways, and the faster one counts: a new figure each time, and one
figure that is kept and gets the data anew. A process is `matplotlib_pictures.py` itself, from the
start of Python to the PNG on disk.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib
import numpy as np

import matplotlib_pictures as pictures


def start(threads, name):
    """Agg draws on one thread."""


def versions():
    return {"matplotlib": matplotlib.__version__}


class InMemory:
    def __init__(self, work, tensors, kept):
        self.name = "one figure, kept" if kept else "a new figure each time"
        self.kind, self.kept, self.tensors = work["picture"], kept, tensors
        self.layers = work.get("layers", 1)
        self.picture = self.made() if kept else None
        self.png = b""

    def made(self):
        tensors = self.tensors
        return pictures.KINDS[self.kind](
            tensors["rows"], tensors["size"], tensors["colours"], tensors["lines"], self.layers
        )

    def setup(self):
        pass

    def run(self, limit=None):
        if self.kept:
            self.picture.update(self.tensors["rows"])
        else:
            self.picture = self.made()
        self.png = self.picture.png()

    def results(self):
        return self.picture.seen(pictures.decoded(self.png))


class AsProcess:
    name = "matplotlib_pictures.py"

    def __init__(self, work, tensors):
        self.kind, self.layers = work["picture"], work.get("layers", 1)
        self.tensors = tensors
        self.folder = tempfile.TemporaryDirectory()
        folder = Path(self.folder.name)
        self.output = folder / "out.png"
        np.savetxt(folder / "rows.csv", tensors["rows"], fmt="%.17g", delimiter=",")
        for name in ("colours", "lines"):
            np.save(folder / name, tensors[name])
        width, height = (f"{length:g}" for length in tensors["size"])
        script = Path(pictures.__file__)
        self.command = [sys.executable, str(script), self.kind, str(folder), str(self.output)]
        self.command += [width, height, str(self.layers)]

    def setup(self):
        pass

    def run(self, limit=None):
        subprocess.run(self.command, check=True)

    def results(self):
        tensors = self.tensors
        picture = pictures.KINDS[self.kind](
            tensors["rows"], tensors["size"], tensors["colours"], tensors["lines"], self.layers
        )
        picture.png()
        return picture.seen(pictures.decoded(self.output.read_bytes()))


def variants(work, tensors):
    if work["in_process"]:
        return [InMemory(work, tensors, kept) for kept in (True, False)]
    return [AsProcess(work, tensors)]
