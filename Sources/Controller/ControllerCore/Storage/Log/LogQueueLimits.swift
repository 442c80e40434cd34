/// How much may wait for a log's disk, and how much goes into one transaction.
package struct LogQueueLimits: Hashable, Sendable {
    /// Entries that may wait; a call that would pass this is refused with `queueFull`.
    package var waitingEntries: Int
    /// Statement bytes that may wait.
    package var waitingBytes: Int
    /// Entries of one transaction.
    package var batchEntries: Int

    package init(waitingEntries: Int = 8_192, waitingBytes: Int = 32 << 20, batchEntries: Int = 512) {
        self.waitingEntries = waitingEntries
        self.waitingBytes = waitingBytes
        self.batchEntries = batchEntries
    }
}
