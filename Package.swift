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
    .testTarget(
        name: name, dependencies: [.target(name: target), "TestSupport"] + more, swiftSettings: testSettings)
}

let serving: [Target.Dependency] = [
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
    .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
    .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
    .product(name: "UnixSignals", package: "swift-service-lifecycle"),
    .product(name: "GRDB", package: "GRDB.swift"),
]

let package = Package(
    name: "fp",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        // fp-serve alone: Hummingbird, those parts of it that are named in code, and GRDB. Without its traits
        // Hummingbird leaves swift-configuration out.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // Not plain CSystem: swift-system, which fp-serve brings in, has a target of that name.
        .target(
            name: "CFPSystem", path: "Sources/FPCommon/CSystem", sources: ["CSystem.c"],
            cSettings: [.define("_GNU_SOURCE")]),
        .target(
            name: "FPCommon", dependencies: ["CFPSystem", argumentParser], exclude: ["CSystem"],
            swiftSettings: settings),
        filter("fp-watch", [.product(name: "Crypto", package: "swift-crypto")]),
        filter("fp-route"),
        .systemLibrary(
            name: "CCompression", path: "Sources/fp-parse/CCompression",
            providers: [.apt(["zlib1g-dev", "libzstd-dev", "libbz2-dev", "liblzma-dev"])]),
        .target(name: "CFPFormats", path: "Sources/fp-parse/Formats/BuiltIn"),
        .systemLibrary(name: "CScan", path: "Sources/fp-parse/Matching/CScan"),
        filter(
            "fp-parse", exclude: ["CCompression", "Formats/BuiltIn", "Matching/CScan"],
            ["CCompression", "CFPFormats", "CScan"]),
        filter("fp-analyze"),
        filter("fp-stats"),
        // #embed reads page/ when it compiles; SwiftPM needn't know what lies there.
        .target(name: "CAssets", path: "Sources/fp-serve/CAssets", exclude: ["page"], sources: ["CAssets.c"]),
        filter("fp-serve", exclude: ["CAssets"], ["CAssets"] + serving),
        // What the tests share; no program depends on it.
        .target(
            name: "TestSupport", dependencies: ["FPCommon"], path: "Tests/TestSupport", swiftSettings: testSettings),
        tests("FPCommonTests", of: "FPCommon"),
        tests("FPWatchTests", of: "fp-watch", ["FPCommon"]),
        tests("FPRouteTests", of: "fp-route", ["FPCommon"]),
        tests("FPParseTests", of: "fp-parse", ["FPCommon"]),
        tests("FPAnalyzeTests", of: "fp-analyze", ["FPCommon"]),
        tests("FPStatsTests", of: "fp-stats", ["FPCommon"]),
        tests(
            "FPServeTests", of: "fp-serve", ["FPCommon", .product(name: "NIOEmbedded", package: "swift-nio")] + serving),
    ],
    cLanguageStandard: .gnu2x
)

// For Tests/faults/fuzz-parse.sh, in a folder of its own: fp-parse without its command, as a library, and what drives it. Of the
// dependencies the first is enough.
if Context.environment["FP_FUZZ"] != nil {
    package.dependencies.removeSubrange(1...)
    package.targets.removeAll {
        !["CFPSystem", "FPCommon", "CCompression", "CFPFormats", "CScan", "TestSupport"].contains($0.name)
    }
    package.targets += [
        .target(
            name: "fp-parse", dependencies: ["FPCommon", "CCompression", "CFPFormats", "CScan"],
            exclude: ["CCompression", "Formats/BuiltIn", "Matching/CScan", "FPParse.swift", "Commands"],
            swiftSettings: settings),
        .executableTarget(
            name: "fuzz-parse", dependencies: ["fp-parse", "FPCommon", "TestSupport"], path: "Tests/fuzz/fuzz-parse",
            swiftSettings: testSettings),
    ]
}
