import Foundation

/// The programs under test, as they were built beside the tests.
package enum Products {
    /// The folder that holds the test program holds ours.
    package static let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent()
        .path

    package static func path(_ name: String) -> String {
        "\(folder)/\(name)"
    }
}
