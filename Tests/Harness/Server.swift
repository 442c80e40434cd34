import Foundation

/// A program that runs until it is told to stop.
///
/// It has said `ready` on its standard output when the initialiser returns. Only this process is ever signalled, by its id.
package final class Server: Sendable {
    private let process: Process
    package let log: String
    package let firstLine: String

    package init(_ program: String, _ arguments: [String], log: String) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        self.log = log
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var line = Data()
        while line.last != UInt8(ascii: "\n") {
            guard let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty else { break }
            line += byte
        }
        firstLine = String(decoding: line, as: UTF8.self)
        guard firstLine.hasPrefix("ready") else {
            let said = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw HarnessError("\(program) ended before it was ready: \(firstLine)\(said.suffix(2_000))")
        }
        // What it prints later is not read by anybody: drained, so that it never blocks.
        let reading = output.fileHandleForReading
        reading.readabilityHandler = { handle in
            if handle.availableData.isEmpty { handle.readabilityHandler = nil }
        }
    }

    /// The process, as the kernel knows it.
    package var processIdentifier: Int32 { process.processIdentifier }

    /// Asks it to end and waits until it has.
    package func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    /// Takes it away without a word, as a crash does.
    package func kill() {
        guard process.isRunning else { return }
        _ = Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    deinit { kill() }
}

package struct HarnessError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
