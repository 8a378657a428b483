// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableExperimentalFeature("Lifetimes"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

// Tests call into Foundation and Glibc freely; they are not part of what is shipped.
let testSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
    .treatAllWarnings(as: .error),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

/// A filter: an executable on FPCommon alone.
func filter(_ name: String, exclude: [String] = [], _ more: [Target.Dependency] = []) -> Target {
    .executableTarget(
        name: name, dependencies: ["FPCommon", argumentParser] + more, exclude: exclude, swiftSettings: settings)
}

func tests(_ name: String, of target: String, _ more: [Target.Dependency] = []) -> Target {
    .testTarget(name: name, dependencies: [.target(name: target)] + more, swiftSettings: testSettings)
}

let package = Package(
    name: "fp",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ],
    targets: [
        .target(
            name: "CSystem", path: "Sources/FPCommon/CSystem", sources: ["CSystem.c"],
            cSettings: [.define("_GNU_SOURCE")]),
        .target(
            name: "FPCommon", dependencies: ["CSystem", argumentParser], exclude: ["CSystem"],
            swiftSettings: settings),
        filter("fp-watch", [.product(name: "Crypto", package: "swift-crypto")]),
        filter("fp-route"),
        .systemLibrary(name: "CZlib", path: "Sources/fp-parse/CZlib", providers: [.apt(["zlib1g-dev"])]),
        filter("fp-parse", exclude: ["CZlib"], ["CZlib"]),
        filter("fp-analyze"),
        filter("fp-stats"),
        tests("FPCommonTests", of: "FPCommon"),
        tests("FPWatchTests", of: "fp-watch", ["FPCommon"]),
        tests("FPRouteTests", of: "fp-route", ["FPCommon"]),
        tests("FPParseTests", of: "fp-parse", ["FPCommon"]),
        tests("FPAnalyzeTests", of: "fp-analyze", ["FPCommon"]),
        tests("FPStatsTests", of: "fp-stats", ["FPCommon"]),
    ],
    cLanguageStandard: .gnu2x
)
