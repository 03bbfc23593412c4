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
}

/// A buffer that copies share until one of them is used again. Its address stands beside it, so
/// that who reads that counts no references.
struct Room<Scalar: NetworkScalar>: @unchecked Sendable {
  private var buffer: AlignedBuffer<Scalar>
  private(set) var base: UnsafeMutablePointer<Scalar>
  var capacity: Int { buffer.capacity }

  init(capacity: Int) {
    buffer = AlignedBuffer(capacity: capacity)
    base = buffer.base
  }

  /// Leaves room for that many which nobody else has; the other copies keep their numbers.
  @inline(__always)
  mutating func fit(_ count: Int) {
    if buffer.capacity < count || !isKnownUniquelyReferenced(&buffer) {
      self = Room(capacity: count)
    }
  }
}

/// Owns what the plain addresses of a plan point to.
final class PlanMemory: @unchecked Sendable {
  private let layers: UnsafeRawPointer
  /// What else must live as long.
  private let others: AnyObject

  init<Layer>(owning layers: UnsafeBufferPointer<Layer>, keeping others: AnyObject) {
    self.layers = UnsafeRawPointer(layers.baseAddress!)
    self.others = others
  }

  deinit { layers.deallocate() }
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
