#!/usr/bin/env python3
"""The pictures that are timed, drawn by matplotlib, and what can be seen in them.

    matplotlib_pictures.py KIND FOLDER OUT.png WIDTH HEIGHT LAYERS

Each has the elements of ours at the same sizes: titles, ticks with their labels, grid lines, cells,
lines, boxes, arrows, numbers. Of several ways the fastest is used: no pyplot, an image for the
heatmap, collections for what is drawn many times, `print_png` in place of `savefig`, and the
settings of the style `fast`.
"""

import io
import sys

import numpy as np
from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PatchCollection, PolyCollection
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

# The style `fast`.
rcParams["path.simplify"] = True
rcParams["path.simplify_threshold"] = 1.0
rcParams["agg.path.chunksize"] = 10000
# STIX has the letters that ours has in formulas.
rcParams["mathtext.fontset"] = "stix"

INK, SECONDARY, AXIS, GRID = "#1F2328", "#57606A", "#8C959F", "#E6E9ED"


def decoded(png):
    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


class Picture:
    """A page of so many points, 2 pixels each; y grows downward in `at` and `axes`."""

    def __init__(self, rows, size, colours, lines, layers):
        self.width, self.height = size
        self.colours, self.lines, self.layers = colours, lines, layers
        self.figure = Figure(figsize=(self.width / 72, self.height / 72), dpi=144)
        self.canvas = FigureCanvasAgg(self.figure)
        self.draw(rows)

    def at(self, x, y):
        return x / self.width, 1 - y / self.height

    def axes(self, left, top, right, bottom):
        x, y = self.at(left, bottom)
        axes = self.figure.add_axes(
            (x, y, (right - left) / self.width, (bottom - top) / self.height)
        )
        axes.tick_params(labelsize=11, labelcolor=SECONDARY, color=AXIS)
        for side in axes.spines.values():
            side.set_color(AXIS)
        return axes

    def text(self, x, y, text, size=11, color=INK, **more):
        self.figure.text(*self.at(x, y), text, fontsize=size, color=color, **more)

    def png(self):
        file = io.BytesIO()
        self.canvas.print_png(file)
        return file.getvalue()

    def common(self, pixels):
        height, width, _ = pixels.shape
        return {"picture": np.array([width, height], float)}


class Heatmap(Picture):
    def draw(self, rows):
        self.text(36, 34, "Hidden states", 15, weight="bold")
        axes = self.axes(80, 62, 700, self.height - 66)
        self.axes_drawn = axes
        colors = ListedColormap(self.colours)
        self.image = axes.imshow(
            rows, cmap=colors, vmin=-1, vmax=1, aspect="auto", interpolation="nearest"
        )
        count, steps = rows.shape
        axes.set_yticks([0] + list(range(4, count, 5)))
        axes.set_yticklabels(["1"] + [str(row + 1) for row in range(4, count, 5)])
        axes.set_xticks([0] + list(range(9, steps, 10)))
        axes.set_xticklabels(["1"] + [str(step + 1) for step in range(9, steps, 10)])
        axes.set_xlabel("time step $t$", fontsize=12.5, color=SECONDARY)
        axes.set_ylabel("unit $i$", fontsize=12.5, color=SECONDARY)
        bar = self.axes(724, 62, 738, self.height - 66)
        self.figure.colorbar(self.image, cax=bar, ticks=[-1, -0.5, 0, 0.5, 1])
        self.text(724, 52, "$h_t^{(i)}$", 12.5)

    def update(self, rows):
        self.image.set_data(rows)

    def seen(self, pixels):
        """The colour in the middle of every cell."""
        box = self.axes_drawn.get_window_extent()
        count, steps = self.image.get_array().shape
        x = (box.x0 + (np.arange(steps) + 0.5) / steps * box.width).astype(int)
        y = (pixels.shape[0] - box.y1 + (np.arange(count) + 0.5) / count * box.height).astype(int)
        return self.common(pixels) | {"cells": pixels[y][:, x] / 255}


class Curves(Picture):
    """What both kinds of curves share."""

    def frame(self, rows, low, high, ticks):
        self.text(36, 34, "Two trainings", 15, weight="bold")
        axes = self.axes(80, 80, 764, 432 if self.height == 500 else self.height - 68)
        count = rows.shape[1]
        axes.set_xlim(0, count - 1)
        axes.set_ylim(low, high)
        axes.set_yticks(np.linspace(low, high, ticks))
        axes.set_xticks(np.linspace(0, count - 1, 6), [str(count * k // 5) for k in range(6)])
        axes.grid(axis="y", color=GRID, linewidth=1)
        axes.set_axisbelow(True)
        for side in ("left", "right", "top"):
            axes.spines[side].set_visible(False)
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel("update", fontsize=12.5, color=SECONDARY)
        self.text(80, 70, "loss $L$", 12.5, SECONDARY)
        for index, name in enumerate(("first", "second")):
            self.text(600 + 80 * index, 70, name, 11, self.lines[index])
        return axes

    def seen(self, pixels):
        """How many columns of pixels have each curve's colour."""
        wanted = np.rint(np.asarray(self.lines) * 255).astype(int)
        near = [(np.abs(pixels - line) <= 8).all(axis=2).any(axis=0).sum() for line in wanted]
        return self.common(pixels) | {"columns": np.array(near, float)}


class StrokedCurves(Curves):
    def draw(self, rows):
        axes = self.frame(rows, -0.2, 1.8, 11)
        x = np.arange(rows.shape[1])
        self.plotted = [
            axes.plot(x, row, color=line, linewidth=1)[0] for row, line in zip(rows, self.lines)
        ]

    def update(self, rows):
        for line, row in zip(self.plotted, rows):
            line.set_ydata(row)


class BandedCurves(Curves):
    """From the least to the greatest of each stretch, and a mean over a 60th of the curve."""

    def shapes(self, row):
        count = len(row)
        stretch = int(np.ceil(count / (2 * 684)))
        whole = count // stretch * stretch
        parts = row[:whole].reshape(-1, stretch)
        x = np.arange(len(parts)) * stretch + (stretch - 1) / 2
        half = max(1, count // 120)
        sums = np.concatenate([[0.0], np.cumsum(row)])
        low = np.maximum(np.arange(count) - half, 0)
        high = np.minimum(np.arange(count) + half + 1, count)
        mean = ((sums[high] - sums[low]) / (high - low))[:whole].reshape(-1, stretch).mean(axis=1)
        return x, parts.min(axis=1), parts.max(axis=1), mean

    def draw(self, rows):
        axes = self.frame(rows, -0.5, 2.0, 6)
        self.drawn = []
        # In widths of the line; the second one is dashed as ours is.
        dashes = ("solid", (0, (7 / 2.2, 3 / 2.2)))
        for row, color, dash in zip(rows, self.lines, dashes):
            pale = 0.28 * np.asarray(color) + 0.72
            x, low, high, mean = self.shapes(row)
            band = axes.fill_between(x, low, high, color=pale, linewidth=0)
            line = axes.plot(x, mean, color=color, linewidth=2.2, linestyle=dash)[0]
            self.drawn.append((band, line))

    def update(self, rows):
        for row, (band, line) in zip(rows, self.drawn):
            x, low, high, mean = self.shapes(row)
            band.set_data(x, low, high)
            line.set_ydata(mean)


class Unrolled(Picture):
    """Layers upward, steps to the right: a box with a strip of cells for each state."""

    def draw(self, rows):
        axes = self.figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, self.width)
        axes.set_ylim(self.height, 0)
        axes.set_axis_off()
        self.text(36, 34, "Three layers over eight steps", 15, weight="bold")
        equation = r"$h_t^{(l)} = \tanh(W_{xh} h_t^{(l-1)} + W_{hh} h_{t-1}^{(l)} + b_h)$"
        self.text(36, self.height - 20, equation, 12.5)
        units, steps = len(rows) // self.layers, rows.shape[1]
        self.units, self.steps = units, steps
        pitch = (self.width - 100) / steps
        box = pitch - 24
        levels = np.linspace(self.height - 90, 80, self.layers + 2)
        self.numbers, boxes, cells, arrows, heads = [], [], [], [], []

        def number(x, y, value, **more):
            text = axes.text(x, y, f"{value:.2f}", fontsize=11, ha="center", va="center", **more)
            self.numbers.append(text)

        def arrow(x0, y0, x1, y1):
            arrows.append([(x0, y0), (x1, y1)])
            heads.append((x1, y1))

        for t in range(steps):
            left = 64 + t * pitch
            middle = left + box / 2
            axes.text(middle, self.height - 52, f"$t = {t + 1}$", fontsize=11, ha="center")
            for level, y in enumerate(levels):
                boxes.append(FancyBboxPatch((left, y - 18), box, 36, "round,pad=0,rounding_size=5"))
                if level:
                    arrow(middle, levels[level - 1] - 18, middle, y + 18)
                    if t == 0:
                        axes.text(middle - 36, y + 40, f"$W_{{xh}}^{{({level})}}$", fontsize=11)
                if 1 <= level <= self.layers:
                    name = rf"$h_{{{t + 1}}}^{{({level})}}$"
                    axes.text(left, y - 22, name, fontsize=13.5)
                    for unit in range(units):
                        cells.append((left + (unit + 0.5) * box / units, y))
                        number(*cells[-1], 0.0)
                    arrow(left - 24, y, left, y)
                    weights = rf"$W_{{hh}}^{{({level})}}$"
                    axes.text(left - 12, y - 6, weights, fontsize=9.5, ha="center")
                    if t == 0:
                        axes.text(8, y, rf"$h_0^{{({level})}} = 0$", fontsize=11)
                else:
                    name = f"$x_{{{t + 1}}}$" if level == 0 else f"$o_{{{t + 1}}}$"
                    axes.text(left, y - 22, name, fontsize=13.5)
                    number(middle, y, 0.0)
        axes.add_collection(
            PatchCollection(boxes, facecolor="#E7EEF9", edgecolor="#2A62AE", linewidth=1.4)
        )
        side, high = box / units - 1, 30
        corners = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]) * (side, high)
        places = np.array(cells)[:, None, :] + corners
        # Whole pixels, so that each cell has its colour.
        self.cells = PolyCollection(np.round(places * 2) / 2, linewidth=0, antialiased=False)
        axes.add_collection(self.cells)
        axes.add_collection(LineCollection(arrows, colors="#57606A", linewidth=1.4))
        ends = np.array(heads)
        before = np.array([segment[0] for segment in arrows])
        along = (ends - before) / np.linalg.norm(ends - before, axis=1)[:, None]
        across = along[:, ::-1] * (-1, 1)
        triangles = np.stack([ends, ends - 7 * along + 3 * across, ends - 7 * along - 3 * across], 1)
        axes.add_collection(PolyCollection(triangles, facecolor="#57606A"))
        self.update(rows)

    def update(self, rows):
        """The values, in the order in which the texts were made."""
        units, layers = self.units, self.layers
        texts, values = iter(self.numbers), []
        for t in range(self.steps):
            next(texts).set_text(f"{rows[0, t]:.2f}")
            for row in range(layers * units):
                values.append(rows[row, t])
                next(texts).set_text(f"{rows[row, t]:.2f}")
            next(texts).set_text(f"{rows[-1, t]:.2f}")
        places = np.rint(np.clip((np.array(values) + 1) / 2, 0, 1) * 255).astype(int)
        self.cells.set_facecolor(np.asarray(self.colours)[places])
        self.values = values

    def seen(self, pixels):
        """How many states' colours there are, to the last level."""
        present = set((pixels @ (65536, 256, 1)).ravel().tolist())
        places = np.rint((np.array(self.values) + 1) / 2 * 255).astype(int)
        wanted = np.rint(np.asarray(self.colours)[places] * 255).astype(int)
        steps = np.array([(r, g, b) for r in (-1, 0, 1) for g in (-1, 0, 1) for b in (-1, 0, 1)])
        near = (wanted[:, None] + steps).clip(0, 255) @ (65536, 256, 1)
        found = sum(not present.isdisjoint(colors) for colors in near.tolist())
        return self.common(pixels) | {"states": np.array([found], float)}


KINDS = {
    "heatmap": Heatmap,
    "strokedCurves": StrokedCurves,
    "bandedCurves": BandedCurves,
    "unrolled": Unrolled,
}


def main():
    kind, folder, output, width, height, layers = sys.argv[1:]
    rows = np.loadtxt(f"{folder}/rows.csv", delimiter=",", ndmin=2)
    colours, lines = np.load(f"{folder}/colours.npy"), np.load(f"{folder}/lines.npy")
    size = (float(width), float(height))
    with open(output, "wb") as file:
        file.write(KINDS[kind](rows, size, colours, lines, int(layers)).png())


if __name__ == "__main__":
    main()
