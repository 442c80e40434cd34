/// How a script's own process ended.
package enum ScriptEnding: Hashable, Sendable {
    /// 0–255; 127 also stands for an interpreter that is not there, 126 for one that could not be started.
    case exited(Int32)
    case signalled(Int32)

    /// Cancelled before it began.
    case notStarted

    /// The process that watched over it vanished: nobody knows.
    case lost
}

/// Why a run was ended before it came to its own end.
package enum ScriptStop: Hashable, Sendable {
    case timedOut
    case cancelled
}

/// What holds a run together and its limits, in the receipt's words (docs/protocol.md).
package enum RunMechanism: String, Hashable, Sendable {
    /// Memory and process count of the whole run, and every descendant, held by a cgroup v2.
    case cgroup2
    /// The same by cgroups v1.
    case cgroup
    /// Every descendant and their number held by a PID namespace (its own pid_max, Linux 6.14); memory bounded for each
    /// process (RLIMIT_AS).
    case pidNamespace = "pid-namespace"
    /// Memory bounded for each process, their number for the user; a descendant is held only while the keeper lives.
    case rlimit
    /// Nothing holds the number of processes, as root is not bound by RLIMIT_NPROC; memory is bounded for each process. An
    /// older kernel's PID namespace may still have held the descendants.
    case none
}

/// Whether anything was left when the script's own process had ended.
package enum Leftover: String, Hashable, Sendable {
    case none
    case killed
    case unknown
}

package enum ScriptStream: Hashable, Sendable {
    case output
    case error
}

/// Bytes of the live stream; what the output limit drops is never part of it.
package struct OutputChunk: Equatable, Sendable {
    package let stream: ScriptStream
    /// Position in the kept output of this stream.
    package let offset: UInt64
    package let bytes: [UInt8]
}

/// One of the two streams as the receipt describes it.
package struct CapturedOutput: Equatable, Sendable {
    /// The first bytes, after masking, that fit the limit both streams share.
    package var kept: [UInt8] = []
    /// All bytes after masking.
    package var bytes: UInt64 = 0
    /// Whether a secret's value stood in it.
    package var isMasked = false

    package var isTruncated: Bool { UInt64(kept.count) < bytes }
}

/// What a run used, over all its processes that were reaped.
package struct ScriptUsage: Hashable, Sendable {
    package var cpuMilliseconds: UInt64 = 0
    /// Of the largest process.
    package var maxRSSBytes: UInt64 = 0
}

/// Everything a receipt says of a run that took place.
package struct ScriptResult: Equatable, Sendable {
    package var ending: ScriptEnding
    /// Set if the time limit or a cancel ended it, whatever its own process made of that.
    package var stop: ScriptStop?
    package var output: CapturedOutput
    package var error: CapturedOutput
    package var usage: ScriptUsage
    package var leftover: Leftover
    package var mechanism: RunMechanism
}
