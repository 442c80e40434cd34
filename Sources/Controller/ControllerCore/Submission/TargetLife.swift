package import Model

/// What the controller has seen of one delivery: comfort until a receipt comes.
package struct TargetLife: Hashable, Sendable {
    package enum Stage: String, Hashable, Sendable {
        /// Sent, or held by the executor.
        case delivered
        /// The executor says that it runs.
        case running
    }

    package var stage: Stage?
    package var since: Timestamp?
    /// The code of the last delivery that made no receipt.
    package var code: String?

    package init(stage: Stage? = nil, since: Timestamp? = nil, code: String? = nil) {
        self.stage = stage
        self.since = since
        self.code = code
    }
}
