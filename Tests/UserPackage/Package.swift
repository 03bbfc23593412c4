// swift-tools-version: 6.2
import PackageDescription

// Somebody's package, which uses the libraries as any other does; `LibraryTests` builds and runs it.
let package = Package(
  name: "user",
  platforms: [.macOS(.v14)],
  dependencies: [.package(name: "unrolled", path: "../..")],
  targets: [
    .executableTarget(
      name: "user", dependencies: [.product(name: "Recurrent", package: "unrolled")]),
    .testTarget(
      name: "GradientTests", dependencies: [.product(name: "GradientCheck", package: "unrolled")]),
  ],
  swiftLanguageModes: [.v6]
)
