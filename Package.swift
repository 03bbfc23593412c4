// swift-tools-version: 6.2
import PackageDescription

// Each module may import only what stands above it here; see CONTRIBUTING.md, "Where things are".
let package = Package(
  name: "unrolled",
  platforms: [.macOS(.v14)],
  products: [
    .library(name: "Recurrent", targets: ["Recurrent"]),
    .library(name: "GradientCheck", targets: ["GradientCheck"]),
    .library(name: "NetworkCheck", targets: ["NetworkCheck"]),
    .library(name: "Museum", targets: ["Museum"]),
    .library(name: "Figures", targets: ["Figures"]),
    .library(name: "FigureData", targets: ["FigureData"]),
    .executable(name: "unrolled", targets: ["unrolled"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // System libraries.
    .systemLibrary(
      name: "CCairo", pkgConfig: "cairo",
      providers: [.apt(["libcairo2-dev"]), .brew(["cairo"])]),
    .systemLibrary(
      name: "CPango", pkgConfig: "pangocairo",
      providers: [.apt(["libpango1.0-dev"]), .brew(["pango"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng",
      providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CDeflate", pkgConfig: "libdeflate",
      providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]),
    .systemLibrary(
      name: "CMarkGFM", pkgConfig: "libcmark-gfm",
      providers: [
        .apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"]), .brew(["cmark-gfm"]),
      ]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),

    // Two small C targets for what Swift cannot call: setjmp, and a rename with a flag.
    .target(name: "CPNGShim", dependencies: ["CPNG", "CDeflate"]),
    .target(name: "CFileSwap"),

    // The elementwise passes between matrix products, for vector units that Swift's own flags
    // cannot name.
    .target(name: "CKernels"),

    // Files of other people, read within bounds, and names that were nearly right.
    .target(name: "Input"),

    // The three libraries. They never import each other.
    .target(
      name: "Recurrent",
      dependencies: [
        .product(name: "Numerics", package: "swift-numerics"), "COpenBLAS", "CKernels",
      ]),
    .target(name: "GradientCheck"),
    .target(name: "Figures", dependencies: ["Drawing"]),
    .target(name: "Drawing", dependencies: ["CCairo", "CPango", "CPNG", "CPNGShim"]),

    // Tables from files, drawn as figures.
    .target(name: "FigureData", dependencies: ["Input", "Figures"]),

    // What the two know together: a network's gradient held against its loss.
    .target(name: "NetworkCheck", dependencies: ["Recurrent", "GradientCheck"]),

    // Backward passes with one wrong line, for a lesson and for the tests of the check.
    .target(name: "Museum", dependencies: ["Recurrent"]),

    // Lessons bring them together; the program presents them.
    .target(
      name: "Lessons",
      dependencies: [
        "Input", "Recurrent", "GradientCheck", "NetworkCheck", "Museum", "Figures", "Yams",
        "CMarkGFM", "CFileSwap",
        .product(name: "Numerics", package: "swift-numerics"),
      ]),
    .executableTarget(
      name: "unrolled",
      dependencies: [
        "Lessons", "FigureData", "Figures",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // The tests mirror the sources; they run against a release build.
    .testTarget(
      name: "RecurrentTests",
      dependencies: [
        "Recurrent", "Museum", "CKernels",
        .product(name: "Numerics", package: "swift-numerics"),
      ],
      exclude: ["Oracles"]),
    .testTarget(name: "GradientCheckTests", dependencies: ["GradientCheck"]),
    .testTarget(name: "NetworkCheckTests", dependencies: ["NetworkCheck"]),
    .testTarget(
      name: "MuseumTests", dependencies: ["Museum", "Recurrent", "GradientCheck", "NetworkCheck"]),
    .testTarget(name: "DrawingTests", dependencies: ["Drawing"]),
    .testTarget(
      name: "FiguresTests", dependencies: ["Figures", "Drawing"], exclude: ["References"]),
    .testTarget(name: "FigureDataTests", dependencies: ["FigureData", "Figures"]),
    .testTarget(name: "LessonsTests", dependencies: ["Lessons", "Figures", "CFileSwap"]),
    .testTarget(name: "LibraryTests", dependencies: ["Recurrent", "GradientCheck", "Figures"]),
    .testTarget(name: "CommandLineTests", dependencies: ["unrolled", "FigureData"]),
  ],
  swiftLanguageModes: [.v6]
)
