// Where Dispatch is loaded first, its module is the one that declares `stat`.
internal import CDispatch
internal import Glibc

/// What the root-run enrol command does on this machine before the agent can enrol.
package enum LocalInstall {
    /// Runs `countersign-executor install-enrolment` from the folder of this very program; its output goes where ours goes.
    ///
    /// - Returns: its exit status.
    /// - Throws: `file` when it cannot be started.
    package static func installEnrolment(
        state: String,
        file: String,
        rootSHA256: String?
    ) throws(AgentHostError) -> Int32 {
        let program = try executorPath()
        var words = [program, "install-enrolment", "--state", state]
        if let rootSHA256 { words += ["--root-sha256", rootSHA256] }
        words.append(file)
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var pid = pid_t(0)
        let started = posix_spawn(&pid, program, nil, nil, &arguments, environ)
        guard started == 0 else { throw .file(attempt: "start", path: program, code: started) }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else { throw .file(attempt: "wait for", path: program, code: errno) }
        }
        // The wait status of a process that a signal ended has that signal in its low bits (wait(2)).
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 1
    }

    /// Goes on as the user whom the agent's state folder belongs to: the executor serves that one only, and files made here
    /// must be that one's.
    ///
    /// - Throws: `file`.
    package static func becomeOwner(of folder: String) throws(AgentHostError) {
        var status = stat()
        guard stat(folder, &status) == 0 else { throw .file(attempt: "look at", path: folder, code: errno) }
        guard geteuid() == 0, status.st_uid != 0 else { return }
        guard setgroups(0, nil) == 0, setgid(status.st_gid) == 0, setuid(status.st_uid) == 0 else {
            throw .file(attempt: "become the owner of", path: folder, code: errno)
        }
    }

    private static func executorPath() throws(AgentHostError) -> String {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0, count < buffer.count else {
            throw .file(attempt: "read", path: "/proc/self/exe", code: errno)
        }
        let own = String(decoding: buffer[0..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folder = own.lastIndex(of: "/").map { own[..<$0] } ?? "."
        return folder + "/countersign-executor"
    }
}
