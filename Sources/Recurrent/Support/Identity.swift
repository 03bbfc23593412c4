/// Whether both are the same object, or both nil: `===` without counting a reference to either.
@inline(__always)
func isSame<Object: AnyObject>(_ one: Object?, _ other: Object?) -> Bool {
  unsafeBitCast(one, to: UInt.self) == unsafeBitCast(other, to: UInt.self)
}
