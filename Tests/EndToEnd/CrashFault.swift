import FaultPoints
import Foundation
import Harness
import Testing

/// One durable step and what goes wrong there.
struct CrashFault: Hashable, Sendable, CustomTestStringConvertible {
    enum Side: String, CaseIterable, Sendable {
        /// Killed when nothing is durable yet.
        case before
        /// Nothing is durable, as the disk was full.
        case fail
        /// Killed when the step is durable and nobody was told.
        case after
    }

    let point: String
    let side: Side
    /// Which time it comes to the point.
    var hit = 1

    /// As the process takes it.
    var text: String { "\(point):\(side.rawValue)" + (hit == 1 ? "" : ":\(hit)") }

    var testDescription: String { text }

    static func all(_ steps: [some FaultPoint], hit: Int = 1) -> [CrashFault] {
        steps.flatMap { step in Side.allCases.map { CrashFault(point: step.rawValue, side: $0, hit: hit) } }
    }
}

extension CrashFault {
    /// `make soak` asks for everything; otherwise each step is met as it lands and in one of the two other ways, so that
    /// the suite stays within what people wait for.
    static func some(_ steps: [some FaultPoint], hit: Int = 1) -> [CrashFault] {
        let all = all(steps, hit: hit)
        guard ProcessInfo.processInfo.environment["COUNTERSIGN_SOAK"] == nil else { return all }
        return all.filter { fault in
            let isEven = (fault.point.utf8.reduce(0) { $0 &+ Int($1) }) % 2 == 0
            return fault.side == .after || fault.side == (isEven ? .before : .fail)
        }
    }
}

extension Server {
    /// Returns once the process has come to the point: killed by itself there, or with its write refused.
    func meets(_ fault: CrashFault) throws {
        if fault.side == .fail {
            try FolderEvent.wait(in: log) { self.hasMet(fault) }
        } else {
            let ending = try ending()
            guard ending == .signalled(SIGKILL), hasMet(fault) else {
                throw HarnessError("\(fault.text) ended with \(ending): \(said.suffix(2_000))")
            }
        }
    }

    private func hasMet(_ fault: CrashFault) -> Bool { said.contains("fault: \(fault.point):\(fault.side.rawValue)\n") }
}

/// Waits for what shows in a file or folder: the kernel says when it changes.
enum FolderEvent {
    /// Returns once the condition holds; judged again whenever the file, or something in the folder, has changed.
    ///
    /// SQLite makes a commit visible through mapped memory, after its last write, of which the kernel says nothing: so it
    /// is judged again a little later too.
    static func wait(in path: String, until condition: () throws -> Bool) throws {
        let queue = inotify_init1(Int32(IN_CLOEXEC))
        guard queue >= 0 else { throw HarnessError("no inotify") }
        defer { close(queue) }
        guard inotify_add_watch(queue, path, UInt32(IN_CREATE | IN_MOVED_TO | IN_MODIFY | IN_DELETE)) >= 0 else {
            throw HarnessError("cannot watch \(path)")
        }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let deadline = ContinuousClock.now.advanced(by: .seconds(30))
        while try !condition() {
            guard ContinuousClock.now < deadline else { throw HarnessError("\(path) did not become so in 30 s") }
            var wait = pollfd(fd: queue, events: Int16(POLLIN), revents: 0)
            if poll(&wait, 1, 50) == 1 { _ = read(queue, &buffer, buffer.count) }
        }
    }
}
