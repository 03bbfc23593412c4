import Recurrent

// Which symbol stood first? An LSTM learns to remember it over the rest of the sequence.
let sequences = (0..<81).map { [$0 / 27, $0 / 9 % 3, $0 / 3 % 3, $0 % 3] }
let batch = SequenceBatch<Double>(
  oneHot: sequences, classes: 3, targets: .classes(sequences.map { $0[0] }))
let spec = NetworkSpec(
  input: .vectors(size: 3), cell: .lstm, hiddenSizes: [8],
  head: .init(.dense(outputs: 3), at: .last), loss: .softmaxCrossEntropy)
var generator = SeededGenerator(seed: 1)
var trainer = Trainer(
  Network<Double>(spec, using: &generator), optimizer: .adam(rate: 0.03))
for _ in 0..<150 { _ = try trainer.step(batch) }
print("loss \(trainer.network.forward(batch).loss)")
