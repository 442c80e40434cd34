import AgentHost
import ArgumentParser
import Glibc

/// Runs a command and turns its errors into a line on standard error and an exit status.
func reporting<Success>(_ body: () async throws -> Success) async throws -> Success {
    do {
        return try await body()
    } catch let code as ExitCode {
        throw code
    } catch {
        let words = "\(error)".split(separator: ";", maxSplits: 1)
        var text = "error: \(words.first ?? "")\n"
        if words.count == 2 { text += "hint:\(words[1])\n" }
        let bytes = Array(text.utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
        throw ExitCode(AgentFault.exitStatus(of: error))
    }
}

/// Writes all bytes to standard output, unbuffered: a reader waits for them.
func writeOut(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
    }
}
