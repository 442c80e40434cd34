// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours is compiled alike: language mode 6, strict imports, no warning left standing.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

extension Target.Dependency {
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let cryptoExtras = product(name: "CryptoExtras", package: "swift-crypto")
    static let x509 = product(name: "X509", package: "swift-certificates")
    static let asn1 = product(name: "SwiftASN1", package: "swift-asn1")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioTLS = product(name: "NIOTLS", package: "swift-nio")
    static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
    static let protobuf = product(name: "SwiftProtobuf", package: "swift-protobuf")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
    static let hummingbirdTLS = product(name: "HummingbirdTLS", package: "hummingbird")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let asyncHTTPClient = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let logging = product(name: "Logging", package: "swift-log")
    static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
}

/// A library target under `Sources/<folder>/<name>`.
func library(_ name: String, in folder: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(folder)/\(name)", swiftSettings: settings)
}

/// An executable under `Sources/<folder>/<name>`: reads configuration, builds the parts, runs.
func executable(_ name: String, in folder: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies,
        path: "Sources/\(folder)/\(name)",
        swiftSettings: settings
    )
}

/// The test target of a module: `Tests/<folder>/<module>Tests`.
func tests(of name: String, in folder: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.target(name: name), "TestSupport"] + dependencies,
        path: "Tests/\(folder)/\(name)Tests",
        swiftSettings: settings
    )
}

let shared: [Target] = [
    .systemLibrary(
        name: "CSQLite",
        path: "Sources/Shared/CSQLite",
        pkgConfig: "sqlite3",
        providers: [.apt(["libsqlite3-dev"])]
    ),
    .target(name: "CLinux", path: "Sources/Shared/CLinux"),
    library("FaultPoints", in: "Shared", []),
    library("SQLiteAccess", in: "Shared", ["CSQLite"]),
    library("TransparencyLog", in: "Shared", [.crypto]),
    library("SSHSIG", in: "Shared", [.crypto, .cryptoExtras]),
    library("InventoryReport", in: "Shared", ["TransparencyLog"]),
    library("Model", in: "Shared", ["TransparencyLog", "SSHSIG"]),
    library("Trust", in: "Shared", ["Model", "TransparencyLog", "SSHSIG"]),
    .target(
        name: "WireMessages",
        dependencies: [.protobuf],
        path: "Sources/Shared/WireMessages",
        exclude: ["proto"],
        swiftSettings: settings
    ),
    library("Wire", in: "Shared", ["WireMessages", "Model", "TransparencyLog", .protobuf]),
    library(
        "Transport",
        in: "Shared",
        [
            "Wire", "WireMessages", "Model", "TransparencyLog", .nioCore, .nioPosix, .nioTLS, .nioSSL, .x509, .asn1,
            .crypto,
            .protobuf,
        ]
    ),
]

let endpoint: [Target] = [
    library("Inventory", in: "EndpointAgent", ["InventoryReport", "TransparencyLog"]),
    library(
        "AgentCore",
        in: "EndpointAgent",
        ["Inventory", "InventoryReport", "Wire", "WireMessages", "Model", "TransparencyLog", "SSHSIG", .protobuf]
    ),
    library(
        "AgentHost",
        in: "EndpointAgent",
        [
            "FaultPoints", "AgentCore", "Inventory", "InventoryReport", "Transport", "Wire", "WireMessages", "Model",
            "TransparencyLog", "SSHSIG", "CLinux",
            .nioCore, .nioPosix, .x509, .asn1, .crypto, .logging, .protobuf,
        ]
    ),
    library(
        "ExecutorCore",
        in: "EndpointAgent",
        ["Trust", "Wire", "WireMessages", "Model", "TransparencyLog", "SSHSIG", .protobuf]
    ),
    library(
        "ExecutorHost",
        in: "EndpointAgent",
        [
            "FaultPoints", "ExecutorCore", "SQLiteAccess", "CLinux", "Inventory", "InventoryReport", "Trust", "Wire",
            "WireMessages",
            "Model",
            "TransparencyLog", "SSHSIG", .crypto, .protobuf,
        ]
    ),
    executable(
        "countersign-agent",
        in: "EndpointAgent",
        ["AgentHost", "AgentCore", "Model", .argumentParser, .logging]
    ),
    executable(
        "countersign-executor",
        in: "EndpointAgent",
        ["ExecutorHost", "ExecutorCore", "Model", .argumentParser]
    ),
]

let controller: [Target] = [
    library(
        "ControllerCore",
        in: "Controller",
        ["FaultPoints", "Trust", "Wire", "WireMessages", "Model", "TransparencyLog", "SSHSIG", .crypto, .protobuf]
    ),
    library(
        "ControllerStore",
        in: "Controller",
        ["FaultPoints", "ControllerCore", "Trust", "Model", "TransparencyLog", "SSHSIG", "CSQLite", .grdb]
    ),
    library(
        "ControllerServer",
        in: "Controller",
        [
            "CLinux", "FaultPoints", "ControllerCore", "ControllerStore", "Transport", "Trust", "Wire", "WireMessages",
            "Model",
            "InventoryReport",
            "TransparencyLog",
            "SSHSIG", .hummingbird, .hummingbirdCore, .hummingbirdTLS, .httpTypes, .nioCore, .nioPosix, .nioSSL, .x509,
            .asn1, .crypto,
            .logging, .lifecycle, .unixSignals, .protobuf,
        ]
    ),
    library(
        "OperatorClient",
        in: "Controller",
        [
            "ControllerCore", "InventoryReport", "Trust", "Model", "TransparencyLog", "SSHSIG", .asyncHTTPClient,
            .nioCore, .nioHTTP1, .nioPosix, .nioSSL,
        ]
    ),
    executable(
        "countersign-controller",
        in: "Controller",
        [
            "ControllerServer", "ControllerStore", "ControllerCore", "Trust", "Model", "TransparencyLog", "SSHSIG",
            .argumentParser, .logging,
        ]
    ),
    executable(
        "countersign",
        in: "Controller",
        [
            "OperatorClient", "ControllerStore", "ControllerCore", "InventoryReport", "Trust", "Model",
            "TransparencyLog", "SSHSIG", .argumentParser,
        ]
    ),
]

let verification: [Target] = [
    .target(
        name: "TestSupport",
        dependencies: ["Model", "TransparencyLog", "SSHSIG"],
        path: "Tests/TestSupport",
        swiftSettings: settings
    ),
    .target(
        name: "Harness",
        dependencies: ["TestSupport"],
        path: "Tests/Harness",
        swiftSettings: settings
    ),
    tests(of: "SQLiteAccess", in: "Shared"),
    tests(of: "FaultPoints", in: "Shared", ["Model"]),
    tests(of: "TransparencyLog", in: "Shared"),
    tests(of: "SSHSIG", in: "Shared"),
    tests(of: "InventoryReport", in: "Shared", ["TransparencyLog"]),
    tests(of: "Model", in: "Shared", ["TransparencyLog", "SSHSIG"]),
    tests(of: "Trust", in: "Shared", ["Model", "TransparencyLog", "SSHSIG"]),
    tests(of: "Wire", in: "Shared", ["WireMessages", "Model", "TransparencyLog", .protobuf]),
    tests(
        of: "Transport",
        in: "Shared",
        [
            "Wire", "WireMessages", "Model", "TransparencyLog", .nioCore, .nioPosix, .nioSSL, .x509, .asn1, .crypto,
            .protobuf,
        ]
    ),
    tests(of: "Inventory", in: "EndpointAgent", ["InventoryReport", "TransparencyLog"]),
    tests(
        of: "AgentCore",
        in: "EndpointAgent",
        ["Inventory", "InventoryReport", "Wire", "WireMessages", "Model", "TransparencyLog", "SSHSIG"]
    ),
    tests(
        of: "AgentHost",
        in: "EndpointAgent",
        [
            "FaultPoints", "ExecutorHost", "Inventory", "InventoryReport", "Transport", "Wire", "WireMessages", "Model",
            "TransparencyLog", "SSHSIG", .nioCore, .nioPosix, .nioSSL, .logging,
        ]
    ),
    tests(
        of: "ExecutorCore",
        in: "EndpointAgent",
        [
            "Harness", "ExecutorHost", "Trust", "Wire", "WireMessages", "Model", "TransparencyLog", "SSHSIG", .crypto,
            .protobuf,
        ]
    ),
    tests(
        of: "ExecutorHost",
        in: "EndpointAgent",
        [
            "FaultPoints", "ExecutorCore", "SQLiteAccess", "CLinux", "Trust", "Wire", "WireMessages", "Model",
            "TransparencyLog",
            "SSHSIG",
        ]
    ),
    tests(of: "ControllerCore", in: "Controller", ["Trust", "Model", "TransparencyLog", "SSHSIG"]),
    tests(
        of: "ControllerStore",
        in: "Controller",
        ["ControllerCore", "Trust", "Model", "TransparencyLog", "SSHSIG", .grdb]
    ),
    tests(
        of: "ControllerServer",
        in: "Controller",
        [
            "Harness", "ControllerCore", "ControllerStore", "Transport", "Trust", "Wire", "WireMessages", "Model",
            "InventoryReport",
            "TransparencyLog", "SSHSIG", .asyncHTTPClient, .hummingbird, .httpTypes, .nioCore, .nioHTTP1, .nioPosix,
            .nioSSL, .logging, .lifecycle, .protobuf,
        ]
    ),
    tests(
        of: "OperatorClient",
        in: "Controller",
        ["ControllerCore", "InventoryReport", "Trust", "Model", "TransparencyLog", "SSHSIG"]
    ),
    .executableTarget(
        name: "hostile-controller",
        dependencies: [
            "ControllerServer", "ControllerStore", "ControllerCore", "Transport", "Wire", "WireMessages", "Model",
            "TransparencyLog", "SSHSIG", .argumentParser, .nioCore, .nioPosix, .logging,
        ],
        path: "Tests/HostileController",
        exclude: ["lying_controller.py"],
        swiftSettings: settings
    ),
    .executableTarget(
        name: "conformance",
        dependencies: ["Trust", "Model", "TransparencyLog", "SSHSIG"],
        path: "Tests/Conformance",
        exclude: ["compare_auditors.py", "make_vectors.py"],
        swiftSettings: settings
    ),
    .executableTarget(
        name: "benchmarks",
        dependencies: [
            "Harness", "TestSupport", "OperatorClient", "ControllerServer", "ControllerStore", "ControllerCore",
            "Transport", "SQLiteAccess", "CSQLite", "Trust", "Wire", "WireMessages", "Model", "TransparencyLog",
            "SSHSIG", .crypto, .logging, .nioCore, .nioPosix, .nioSSL,
        ],
        path: "Benchmarks",
        swiftSettings: settings
    ),
    .testTarget(
        name: "EndToEndTests",
        dependencies: [
            "FaultPoints", "hostile-controller", "Harness", "TestSupport", "ControllerCore", "ControllerStore", "Model",
            "TransparencyLog", "SSHSIG",
        ],
        path: "Tests/EndToEnd",
        exclude: ["Transcripts"],
        swiftSettings: settings
    ),
]

let package = Package(
    name: "countersign",
    products: [
        .executable(name: "countersign", targets: ["countersign"]),
        .executable(name: "countersign-controller", targets: ["countersign-controller"]),
        .executable(name: "countersign-agent", targets: ["countersign-agent"]),
        .executable(name: "countersign-executor", targets: ["countersign-executor"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: shared + endpoint + controller + verification
)
