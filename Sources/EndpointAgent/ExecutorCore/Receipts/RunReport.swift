package import Model

/// What is left of a run for its receipt, whoever ran it.
package struct RunReport: Sendable {
    /// How it ended; `refused` and `expired` never ran and have no report.
    package enum Ending: Hashable, Sendable {
        case exited(UInt64)
        case signalled(UInt64)
        case timedOut
        /// Cancelled while it ran, or after it was admitted and before it began.
        case cancelled
        /// Admitted, then the process or the power was lost: it ran perhaps in part.
        case interrupted
    }

    package var ending: Ending
    package var admitted: Timestamp
    package var started: Timestamp?
    package var ended: Timestamp?
    package var stdout: RunOutput?
    package var stderr: RunOutput?
    package var usage: ReceiptUsage
    package var mechanism: Keyword
    package var leftover: Leftover

    package init(
        ending: Ending,
        admitted: Timestamp,
        started: Timestamp?,
        ended: Timestamp?,
        stdout: RunOutput?,
        stderr: RunOutput?,
        usage: ReceiptUsage,
        mechanism: Keyword,
        leftover: Leftover
    ) {
        self.ending = ending
        self.admitted = admitted
        self.started = started
        self.ended = ended
        self.stdout = stdout
        self.stderr = stderr
        self.usage = usage
        self.mechanism = mechanism
        self.leftover = leftover
    }
}

/// A stream of a run: what was kept, and how much there was.
package struct RunOutput: Sendable {
    package var kept: [UInt8]
    package var bytes: UInt64
    package var masked: Bool

    package init(kept: [UInt8], bytes: UInt64, masked: Bool) {
        self.kept = kept
        self.bytes = bytes
        self.masked = masked
    }
}
