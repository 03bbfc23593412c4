extension Trace {
  /// The memory in which the numbers of the pass stand, in bytes; the batch itself does not count.
  public var byteCount: Int {
    shards.reduce(0) { $0 + $1.room.capacity } * MemoryLayout<Scalar>.stride
  }
}

extension BackwardTrace {
  /// The memory in which the numbers of the pass stand, in bytes.
  public var byteCount: Int {
    shards.reduce(0) { $0 + $1.room.capacity } * MemoryLayout<Scalar>.stride
  }
}
