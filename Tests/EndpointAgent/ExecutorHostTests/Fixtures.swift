import Glibc
import Testing

@testable import ExecutorHost

/// A folder that goes when the test does.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/countersign-host.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError("make a temporary folder", errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        chmod(path, 0o711)
    }

    deinit { RunFolder.remove(path) }

    var names: [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var found: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { found.append(name) }
        }
        return found.sorted()
    }
}

/// A named pipe: tells a test when a script has come so far, and when the last process that holds it is gone.
final class Rendezvous: Sendable {
    let path: String
    private let descriptor: Int32

    init(in folder: TemporaryFolder) throws {
        path = "\(folder.path)/rendezvous"
        guard mkfifo(path, 0o666) == 0, chmod(path, 0o666) == 0 else { throw SystemError("make \(path)", errno) }
        descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError("open \(path)", errno) }
    }

    deinit { close(descriptor) }

    /// Waits for the script to write something; false if it never does.
    func arrived() -> Bool {
        var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&wait, 1, 60_000) == 1, wait.revents & Int16(POLLIN) != 0 else { return false }
        var bytes = [UInt8](repeating: 0, count: 64)
        return read(descriptor, &bytes, bytes.count) > 0
    }

    /// Whether no process holds the writing end: at most a moment passes between a process's end and this.
    var isDeserted: Bool {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = read(descriptor, &bytes, bytes.count)
            if count == 0 { return true }
            if count < 0 {
                var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                guard poll(&wait, 1, 5_000) > 0 else { return false }
            }
        }
    }
}

/// A runner with folders of its own, and what a run told along the way.
struct Bench {
    let base: TemporaryFolder
    let runs: TemporaryFolder
    let secrets: TemporaryFolder
    var configuration: ScriptRunner.Configuration
    let stop: StopSignal

    init(namespace: Bool = true, grace: Duration = .seconds(5)) throws {
        base = try TemporaryFolder()
        runs = try TemporaryFolder()
        secrets = try TemporaryFolder()
        configuration = ScriptRunner.Configuration(runsFolder: runs.path, secretsFolder: secrets.path)
        configuration.usesPIDNamespace = namespace
        configuration.grace = grace
        stop = try StopSignal()
    }

    func job(
        _ script: String,
        interpreter: String = "/bin/sh",
        environment: [(name: String, value: String)] = [],
        secrets: [ScriptSecret] = [],
        seconds: Int = 60,
        memory: UInt64 = 1 << 30,
        output: UInt64 = 1 << 20,
        profile: ScriptProfile = ScriptProfile()
    ) -> ScriptJob {
        let mark = "019ab4c2-7d1e-7c3a-9f00-\(base.path.suffix(6))"
        return ScriptJob(
            operation: mark,
            interpreter: ScriptInterpreter(unchecked: interpreter),
            script: Array(script.utf8),
            environment: [("CS_OPERATION", mark)] + environment,
            secrets: secrets,
            limits: ScriptLimits(time: .seconds(seconds), memoryBytes: memory, outputBytes: output, processes: 64),
            profile: profile
        )
    }

    func run(
        _ job: ScriptJob,
        record: (RunIdentity) throws -> Void = { _ in },
        output: (OutputChunk) -> Void = { _ in }
    ) throws -> ScriptResult {
        var result: ScriptResult?
        try ScriptRunner(configuration).run(job, stop: stop, record: record, output: output) { result = $0 }
        return try #require(result)
    }
}

extension CapturedOutput {
    var text: String { String(decoding: kept, as: UTF8.self) }
}
