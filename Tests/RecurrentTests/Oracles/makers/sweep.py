"""Random configurations of every kind, edge cases among them."""

import random

CELLS = ["rnn", "rnn", "lstm", "lstm", "gru --reset after", "gru --reset before"]


def command_lines(count, seed):
    """(name, arguments) of `count` files; half of them are passes through recurrent layers."""
    draw = random.Random(seed)
    kinds = [recurrent, recurrent, recurrent, truncated, classifier, other]
    for index in range(count):
        kind, arguments = kinds[index % len(kinds)](draw, index // len(kinds))
        yield f"sweep-{index:03d}-{kind}", f"{kind} {arguments} --seed {seed + index}".split()


def cell(draw):
    result = draw.choice(CELLS)
    if result == "rnn":
        result += " --nonlinearity " + draw.choice(["tanh", "relu"])
    return f"--cell {result} --layers {draw.randint(1, 3)}"


def scale(draw, cell):
    """Saturated gates in a third of the files. A ReLU has none: it would only overflow."""
    if "relu" in cell or draw.random() < 0.67:
        return ""
    return f" --scale {draw.choice([5, 10, 20])}"


def lengths(draw, steps, batch):
    """Unsorted, one of them full, and a 1 where there is room for it."""
    values = [steps] + [draw.choice([1, draw.randint(1, steps)]) for _ in range(batch - 1)]
    draw.shuffle(values)
    return " --lengths " + " ".join(map(str, values))


def sizes(draw):
    """D, H, T and B that all differ; each of them is 1 now and then."""
    pool = draw.sample(range(2, 12), 4)
    place = draw.randrange(8)
    if place < 4:
        pool[place] = 1
    return pool


def recurrent(draw, index):
    d, h, t, b = sizes(draw)
    kind = cell(draw)
    text = f"{kind} --directions {draw.choice([1, 2])} --input {d} --hidden {h}"
    text += f" --steps {t} --batch {b}" + scale(draw, kind)
    return "recurrent", text + (lengths(draw, t, b) if draw.random() < 0.6 else "")


def truncated(draw, index):
    d, h, t, b = sizes(draw)
    kind = cell(draw)
    text = f"{kind} --input {d} --hidden {h} --steps {t + 4} --batch {b}"
    return "truncated_bptt", text + f" --chunk {draw.randint(1, t + 4)}" + scale(draw, kind)


def classifier(draw, index):
    d, h, t, b = sizes(draw)
    kind = cell(draw)
    text = f"{kind} --vocabulary {draw.randint(2, 12)} --input {d} --hidden {h}"
    return "classifier", text + f" --steps {t} --batch {b}" + lengths(draw, t, b)


def other(draw, index):
    d, h, t, b = sizes(draw)
    turn = index % 4
    if turn == 0:
        shapes = [f"{draw.randint(1, 9)}x{draw.randint(1, 9)}" for _ in range(draw.randint(1, 4))]
        return "clip", f"--shapes {' '.join(shapes)} --max-norm {draw.choice([0.5, 3, 1000])}"
    if turn == 1:
        text = f"--hidden {h} --steps {t} --batch {b} --scale {draw.choice([1, 6])}"
        return "dot_product_attention", text + lengths(draw, t, b)
    if turn == 2:
        text = f"--classes {d} --steps {t} --batch {b} --scale {draw.choice([1, 300])}"
        return "weighted_sequence_loss", text
    cell = draw.choice(["rnn", "lstm", "gru --reset before"])
    optimizer = draw.choice(["sgd --rate 0.5", "rmsprop --rate 0.01", "adam --rate 0.05"])
    text = f"--input-text recurren --target-text ecurrent --cell {cell} --hidden {h}"
    return "training", text + f" --optimizer {optimizer} --epochs 60"
