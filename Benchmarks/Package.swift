// swift-tools-version: 6.2
import PackageDescription

// Measures the package above against PyTorch, Keras, JAX and matplotlib: `./unrolled bench --peers`.
let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v14)],
  dependencies: [
    .package(name: "unrolled", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    // The library that Recurrent multiplies with, for one large product: the machine's peak.
    .systemLibrary(
      name: "CBLASForPeak", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .executableTarget(
      name: "bench",
      dependencies: [
        "CBLASForPeak",
        .product(name: "Recurrent", package: "unrolled"),
        .product(name: "GradientCheck", package: "unrolled"),
        .product(name: "NetworkCheck", package: "unrolled"),
        .product(name: "Museum", package: "unrolled"),
        .product(name: "Figures", package: "unrolled"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
