// Matrix products by OpenBLAS, one thread each: its own threads cost a quarter of the time here and
// spin when idle. The kernels it chooses matter more than anything else; see `Processor`.

import COpenBLAS

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// C = A B (+ C) by the platform's library; see `matrixProduct`.
@inline(__always)
func libraryProduct<Scalar: NetworkScalar>(
  _ form: ProductForm, m: Int, n: Int, k: Int,
  _ a: UnsafePointer<Scalar>, _ aStride: Int, _ b: UnsafePointer<Scalar>, _ bStride: Int,
  _ c: UnsafeMutablePointer<Scalar>, _ cStride: Int, accumulate: Bool
) {
  _ = library
  let transposeA = form == .transposedTimes ? CblasTrans : CblasNoTrans
  let transposeB = form == .timesTransposed ? CblasTrans : CblasNoTrans
  if Scalar.self == Float.self {
    cblas_sgemm(
      CblasRowMajor, transposeA, transposeB, Int32(m), Int32(n), Int32(k), 1, a.cast(),
      Int32(aStride), b.cast(), Int32(bStride), accumulate ? 1 : 0, c.cast(), Int32(cStride))
  } else {
    cblas_dgemm(
      CblasRowMajor, transposeA, transposeB, Int32(m), Int32(n), Int32(k), 1, a.cast(),
      Int32(aStride), b.cast(), Int32(bStride), accumulate ? 1 : 0, c.cast(), Int32(cStride))
  }
}

extension UnsafePointer {
  /// The same numbers under the name of the type that they are known to have.
  @inline(__always)
  func cast<Other>() -> UnsafePointer<Other> {
    UnsafeRawPointer(self).assumingMemoryBound(to: Other.self)
  }
}

extension UnsafeMutablePointer {
  @inline(__always)
  func cast<Other>() -> UnsafeMutablePointer<Other> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: Other.self)
  }
}

/// What the library was told once, before the first product.
private let library: Void = {
  openblas_set_num_threads(1)
  chooseKernels()
}()

/// OpenBLAS chooses its kernels by the processor's model number. A release older than the
/// processor knows no such number and falls back to kernels without AVX, a fifth to an eighth of
/// the speed. Then its own switch names kernels that this processor has, and it chooses again.
/// An `OPENBLAS_CORETYPE` that the user has set is left alone.
private func chooseKernels() {
  #if arch(x86_64) && os(Linux)
    guard
      getenv("OPENBLAS_CORETYPE") == nil, let name = openblas_get_corename(),
      String(cString: name) == "Prescott", let better = Processor.kernelName,
      let quit = dlsym(nil, "gotoblas_dynamic_quit"),
      let initialise = dlsym(nil, "gotoblas_dynamic_init")
    else { return }
    typealias Switch = @convention(c) () -> Void
    setenv("OPENBLAS_CORETYPE", better, 1)
    unsafeBitCast(quit, to: Switch.self)()
    unsafeBitCast(initialise, to: Switch.self)()
    unsetenv("OPENBLAS_CORETYPE")
  #endif
}

#if arch(x86_64) && os(Linux)
  /// What the processor says that it can do.
  private enum Processor {
    /// OpenBLAS's name for the best kernels that the processor's flags allow.
    static var kernelName: String? {
      let flags = features
      if flags.isSuperset(of: ["avx512f", "avx512dq", "avx512bw", "avx512vl"]) {
        return "SkylakeX"
      }
      return flags.isSuperset(of: ["avx2", "fma"]) ? "Haswell" : nil
    }

    /// The first line of flags in /proc/cpuinfo: the kernel leaves out what it did not enable.
    private static var features: Set<String> {
      guard let file = fopen("/proc/cpuinfo", "r") else { return [] }
      defer { fclose(file) }
      var line: UnsafeMutablePointer<CChar>?
      var capacity = 0
      defer { free(line) }
      while getline(&line, &capacity, file) > 0, let text = line {
        let words = String(cString: text).split(whereSeparator: \.isWhitespace)
        if words.first == "flags" { return Set(words.map(String.init)) }
      }
      return []
    }
  }
#endif
