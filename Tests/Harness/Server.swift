import Foundation
import Synchronization

/// A program that runs until it is told to stop.
///
/// It has said `ready` on its standard output when the initialiser returns. Only this process is ever signalled, by its id.
package final class Server: Sendable {
    /// How a process ended by itself.
    package enum Ending: Hashable, Sendable {
        case exited(Int32)
        case signalled(Int32)
    }

    private let process: Process
    package let log: String
    private let output: FileHandle
    private let line = Mutex("")
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - environment: variables besides ours.
    ///   - awaitsReady: false where it may end before, or get ready when somebody else has done something.
    package init(
        _ program: String,
        _ arguments: [String],
        log: String,
        environment: [String: String] = [:],
        awaitsReady: Bool = true
    ) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        if !environment.isEmpty {
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        }
        self.log = log
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        let pipe = Pipe()
        output = pipe.fileHandleForReading
        process.standardOutput = pipe
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        process.standardInput = FileHandle.nullDevice
        let ended = ended
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        if awaitsReady { try becomeReady() }
    }

    /// What it said first.
    package var firstLine: String { line.withLock { $0 } }

    /// Returns once it has said `ready`; once only.
    package func becomeReady() throws {
        guard try saysReady() else {
            throw HarnessError("\(log) ended before it was ready: \(firstLine)\(said.suffix(2_000))")
        }
    }

    /// Whether it said `ready`, or ended before; once only.
    package func saysReady() throws -> Bool {
        var read = Data()
        while read.last != UInt8(ascii: "\n") {
            guard let byte = try output.read(upToCount: 1), !byte.isEmpty else { break }
            read += byte
        }
        let text = String(decoding: read, as: UTF8.self)
        line.withLock { $0 = text }
        // What it prints later is not read by anybody: drained, so that it never blocks.
        output.readabilityHandler = { handle in
            if handle.availableData.isEmpty { handle.readabilityHandler = nil }
        }
        return text.hasPrefix("ready")
    }

    /// All that it has written to its log.
    package var said: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

    /// How it ended by itself; throws if it has not after half a minute.
    package func ending() throws -> Ending {
        guard ended.wait(timeout: .now() + 30) == .success else {
            throw HarnessError("\(log) still runs: \(said.suffix(2_000))")
        }
        ended.signal()
        process.waitUntilExit()
        return process.terminationReason == .uncaughtSignal
            ? .signalled(process.terminationStatus) : .exited(process.terminationStatus)
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
