/// Hard limits on what crosses a channel or the executor's socket, all checked before memory is taken for it.
///
/// The values are part of the protocol (docs/protocol.md): both sides refuse what passes them.
package enum WireLimits {
    /// Bytes of the length that stands before each frame.
    package static let lengthBytes = 4

    /// One frame on the agent channel, either way.
    package static let agentFrame = 2 << 20

    /// One frame on the executor's socket, either way.
    package static let executorFrame = 2 << 20

    /// The one request on the enrolment channel: its sender is nobody yet.
    package static let enrolmentRequest = 16 << 10

    /// A frame from the server on the enrolment channel: two certificates or a code.
    package static let enrolmentAnswer = 16 << 10

    /// Content of one blob chunk.
    package static let blobChunk = 256 << 10

    /// A blob, salt included, that goes along with the news of its receipt.
    package static let announcedBlob = 64 << 10

    /// A log leaf (c2sp.org/tlog-tiles stores its length in 16 bits).
    package static let leaf = 65_535

    /// A statement, which must leave room for signatures in its leaf.
    package static let statement = 65_535

    /// An armored SSH signature.
    package static let signature = 16 << 10

    /// A checkpoint with its signature lines.
    package static let note = 64 << 10

    /// Hashes of an inclusion or consistency proof: a tree has at most 2^63 leaves.
    package static let proofHashes = 63

    /// Approvals beside one operation.
    package static let approvals = 64

    /// Leaves in one message of evidence.
    package static let evidenceLeaves = 256

    /// Requests that an agent may have waiting at the executor.
    package static let executorRequestsInFlight = 4

    /// Nesting of messages: the deepest of ours is 4.
    package static let nesting = 8
}
