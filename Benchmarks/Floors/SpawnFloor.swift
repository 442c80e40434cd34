import Foundation
import Harness
import TestSupport

/// What it costs to start a program and to wait for its end, in milliseconds.
enum SpawnFloor {
    /// `/bin/sh` on a file that does nothing.
    static func shell(runs: Int = 100) throws -> Double {
        let folder = try TemporaryFolder()
        let script = try folder.write(Array("#!/bin/sh\nexit 0\n".utf8), to: "nothing.sh")
        return try Timing.median(of: runs) { try run(["/bin/sh", script]) }
    }

    /// Starts a program with its output thrown away; its exit has to be 0.
    static func run(_ arguments: [String]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        var vector = arguments.map { strdup($0) } + [nil]
        defer { vector.forEach { free($0) } }
        var child = pid_t()
        let result = posix_spawn(&child, arguments[0], &actions, nil, &vector, environ)
        guard result == 0 else { throw HarnessError("\(arguments[0]) cannot be started: \(result)") }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw HarnessError("\(arguments[0]) cannot be waited for") }
        }
        guard status == 0 else { throw HarnessError("\(arguments[0]) ended with status \(status)") }
    }
}
