import Foundation

/// One run of a program to its end.
package struct ToolRun: Sendable {
    package let status: Int32
    package let output: [UInt8]
    package let errors: String

    /// Runs a program with its input from a file, or none.
    package static func run(_ program: String, _ arguments: [String], input: String = "/dev/null") throws -> ToolRun {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: input))
        let folder = try TemporaryFolder()
        // Files instead of pipes: nothing can fill up while we wait.
        let output = try folder.write([], to: "output")
        let errors = try folder.write([], to: "errors")
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
        try process.run()
        process.waitUntilExit()
        return ToolRun(
            status: process.terminationStatus,
            output: try folder.read("output"),
            errors: String(decoding: try folder.read("errors"), as: UTF8.self)
        )
    }
}

/// A program that a test needs has failed.
package struct ToolFailure: Error, CustomStringConvertible {
    package let description: String
}
