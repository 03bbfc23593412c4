#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Calls the body with 0 ..< count, each on a thread of its own (the last on this one), and
/// returns when all calls have. A thread costs tens of microseconds.
package func onThreads(_ count: Int, _ body: @Sendable (Int) -> Void) {
  guard count > 1 else { return body(0) }
  withoutActuallyEscaping(body) { body in
    var threads: [pthread_t] = []
    for index in 0..<count - 1 {
      let work = Unmanaged.passRetained(Work { body(index) })
      #if canImport(Darwin)
        var thread: pthread_t?
      #else
        var thread = pthread_t()
      #endif
      let status = pthread_create(&thread, nil, runWork, work.toOpaque())
      if status == 0 {
        #if canImport(Darwin)
          threads.append(thread!)
        #else
          threads.append(thread)
        #endif
      } else {
        // No thread to be had: the work is done here.
        work.takeRetainedValue().body()
      }
    }
    body(count - 1)
    for thread in threads { pthread_join(thread, nil) }
  }
}

private final class Work {
  let body: () -> Void
  init(_ body: @escaping () -> Void) { self.body = body }
}

#if canImport(Darwin)
  private func runWork(_ work: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body()
    return nil
  }
#else
  private func runWork(_ work: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    Unmanaged<Work>.fromOpaque(work!).takeRetainedValue().body()
    return nil
  }
#endif
