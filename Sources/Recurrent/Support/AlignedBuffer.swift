/// Numbers at one place in memory for as long as their owner lives, aligned to a cache line and
/// not initialised. Traces keep theirs in it: several threads write to parts that do not overlap,
/// which an array does not offer.
final class AlignedBuffer<Scalar: NetworkScalar>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Scalar>
  let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    base = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, capacity) * MemoryLayout<Scalar>.stride, alignment: 64
    ).bindMemory(to: Scalar.self, capacity: max(1, capacity))
  }

  deinit { base.deallocate() }

  /// Leaves a buffer that holds that many and that nobody else has: the copy of a trace shares its
  /// memory until one of them is used again, and the other keeps its numbers.
  @inline(__always)
  static func fit(_ buffer: inout AlignedBuffer, count: Int) {
    if buffer.capacity < count || !isKnownUniquelyReferenced(&buffer) {
      buffer = AlignedBuffer(capacity: count)
    }
  }
}

/// Hands out neighbouring stretches of a buffer that is still to be made.
struct BufferPlan {
  private(set) var count = 0

  /// The offset of a stretch of that many numbers, aligned to a cache line.
  mutating func place(_ size: Int) -> Int {
    let offset = count
    count += (size + 15) / 16 * 16
    return offset
  }
}

/// The elements behind a plain address, which nobody counts references to. Whoever holds it
/// deallocates it.
func plainCopy<Element: BitwiseCopyable>(_ list: [Element]) -> UnsafeBufferPointer<Element> {
  let result = UnsafeMutableBufferPointer<Element>.allocate(capacity: list.count)
  _ = result.initialize(from: list)
  return UnsafeBufferPointer(result)
}
