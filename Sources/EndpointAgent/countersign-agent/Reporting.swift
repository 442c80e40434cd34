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
        let status = AgentFault.exitStatus(of: error)
        let language = AgentLanguage.ofProcess
        let words = AgentWords(error)
        let next = words.next(in: language)
        let (error, hint) = language == .english ? ("error: ", "hint:  ") : ("错误：", "提示：")
        let text = error + words.what(in: language) + "\n" + (next.isEmpty ? "" : hint + next + "\n")
        let bytes = Array(text.utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
        throw ExitCode(status)
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
