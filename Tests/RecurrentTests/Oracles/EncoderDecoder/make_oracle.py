#!/usr/bin/env python3
"""Makes an encoder-decoder oracle: what PyTorch computes in float64.

    make_oracle.py --cell lstm --layers 2 --attention --hidden 4 --seed 1 --output NAME.json

Encoder: embedding -> recurrent layers over each source's valid steps. Decoder: embedding -> layers
of the same kind from the encoder's final states, with the target one step late as its input. With
--attention, each decoder state scores the valid encoder states by dot products, and the head reads
[h; context]. Loss: softmax cross-entropy, sum(w * ce) / sum(w) over the valid target positions.
--weights draws step weights; without it each valid position counts 1.

The format is that of ../make_oracles.py; parameters are `encoder.embedding`,
`encoder.weight_ih_l0`, ..., `decoder.embedding`, ..., `head.weight`, `head.bias`. GRU: PyTorch's,
which resets after the product.
"""

import argparse
import json

import torch

torch.set_default_dtype(torch.float64)


def tensor(value):
    return {"shape": list(value.shape), "data": value.detach().reshape(-1).tolist()}


def layers_of(a, size):
    kinds = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}
    return kinds[a.cell](size, a.hidden, a.layers)


def tokens(lengths, vocabulary):
    return [torch.randint(vocabulary, (length,)).tolist() for length in lengths]


def padded(sequences):
    return torch.nn.utils.rnn.pad_sequence([torch.tensor(s) for s in sequences])


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cell", choices=["rnn", "lstm", "gru"], required=True)
    parser.add_argument("--attention", action="store_true")
    parser.add_argument("--weights", action="store_true")
    parser.add_argument("--layers", type=int, default=1)
    parser.add_argument("--hidden", type=int, default=4)
    parser.add_argument("--source-vocabulary", type=int, default=7)
    parser.add_argument("--source-size", type=int, default=3)
    parser.add_argument("--target-vocabulary", type=int, default=6)
    parser.add_argument("--target-size", type=int, default=2)
    parser.add_argument("--source-lengths", type=int, nargs="+", default=[5, 2, 4])
    parser.add_argument("--target-lengths", type=int, nargs="+", default=[3, 4, 1])
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--output", required=True)
    a = parser.parse_args()
    torch.manual_seed(a.seed)

    # Token 0 is the decoder's start.
    sources = tokens(a.source_lengths, a.source_vocabulary)
    targets = tokens(a.target_lengths, a.target_vocabulary)
    inputs = [[0] + sequence[:-1] for sequence in targets]
    encoder, decoder = layers_of(a, a.source_size), layers_of(a, a.target_size)
    p = {"encoder.embedding": torch.randn(a.source_vocabulary, a.source_size)}
    p |= {f"encoder.{name}": value for name, value in encoder.named_parameters()}
    p["decoder.embedding"] = torch.randn(a.target_vocabulary, a.target_size)
    p |= {f"decoder.{name}": value for name, value in decoder.named_parameters()}
    p["head.weight"] = torch.randn(a.target_vocabulary, a.hidden * (2 if a.attention else 1))
    p["head.bias"] = torch.randn(a.target_vocabulary)
    for value in p.values():
        value.requires_grad_()

    packed = torch.nn.utils.rnn.pack_padded_sequence(
        p["encoder.embedding"][padded(sources)], a.source_lengths, enforce_sorted=False
    )
    states, final = encoder(packed)
    states, _ = torch.nn.utils.rnn.pad_packed_sequence(states)
    h, _ = decoder(p["decoder.embedding"][padded(inputs)], final)

    N, T = max(a.source_lengths), max(a.target_lengths)
    source_valid = torch.arange(N)[:, None] < torch.tensor(a.source_lengths)
    target_valid = torch.arange(T)[:, None] < torch.tensor(a.target_lengths)
    result = {}
    if a.attention:
        scores = torch.einsum("tbh,nbh->tbn", h, states)
        scores = scores.masked_fill(~source_valid.T, -torch.inf)
        attention = torch.softmax(scores, dim=2)
        context = torch.einsum("tbn,nbh->tbh", attention, states)
        h = torch.cat([h, context], dim=2)
        # Steps beyond a target's length have no attention.
        result["attention"] = tensor(attention * target_valid[..., None])
    logits = (h @ p["head.weight"].T + p["head.bias"]) * target_valid[..., None]
    ce = torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), padded(targets).flatten(), reduction="none"
    ).reshape(T, -1)
    weights = torch.rand(ce.shape) + 0.5 if a.weights else torch.ones(ce.shape)
    counted = weights * target_valid
    loss = (counted * ce).sum() / counted.sum()
    loss.backward()

    oracle = {
        "format": 1,
        "name": a.output.rsplit("/", 1)[-1].removesuffix(".json"),
        "made_with": f"PyTorch {torch.__version__}, float64, seed {a.seed}",
        "kind": "encoder_decoder",
        "cell": a.cell,
        "reset": "after" if a.cell == "gru" else None,
        "layers": a.layers,
        "has_attention": a.attention,
        "hidden_size": a.hidden,
        "source_vocabulary": a.source_vocabulary,
        "source_size": a.source_size,
        "target_vocabulary": a.target_vocabulary,
        "target_size": a.target_size,
        "source_tokens": sources,
        "target_tokens": targets,
        "start": 0,
        "weights": tensor(weights) if a.weights else None,
        "parameters": {name: tensor(value) for name, value in p.items()},
        "logits": tensor(logits),
        **result,
        "loss": loss.item(),
        "gradients": {name: tensor(value.grad) for name, value in p.items()},
    }
    with open(a.output, "w", encoding="utf-8") as file:
        json.dump(oracle, file)
        file.write("\n")


if __name__ == "__main__":
    main()
