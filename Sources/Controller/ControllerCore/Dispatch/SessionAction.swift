package import Model
package import TransparencyLog

/// What the shell round a device's session has to do, in this order.
///
/// Everything that carries a proof starts its consistency proof at `from`, the tree size that the device last
/// reported, and goes against the newest checkpoint.
package enum SessionAction: Hashable, Sendable {
    /// Answer the hello.
    case hello(onHold: Bool)
    /// Compare this note with the log: a peer may hold more of it than we do.
    case observe(note: String)
    case sendEvidence(id: UInt64, leaves: [UInt64], from: UInt64)
    case sendDelivery(Delivery)
    case sendReceiptProof(sequence: UInt64, leaf: UInt64, from: UInt64)
    case sendReceiptProblem(sequence: UInt64, problem: ReceiptIntake.Problem)
    /// Append, then report `logged` or `notLogged`.
    case log(ReceiptIntake)
    /// Keep this for the next connection.
    case remember(DeviceMemory)
    /// Tell watchers; replaces what was known of the target.
    case life(OperationID, TargetLife)
    /// Tell people that the device went on hold.
    case flag(DeviceHold)
    /// Call `tick` at this time, in place of any earlier wish.
    case wake(at: Timestamp)
    /// End the connection for this reason.
    case close(reason: String)

    /// One order on its way.
    package struct Delivery: Hashable, Sendable {
        package let id: UInt64
        package let operation: OperationID
        /// Leaf of the operation.
        package let leaf: UInt64
        /// Leaves of approvals that name its statement.
        package let approvals: [UInt64]
        /// The blob that holds the script; nil for an order that needs none.
        package let content: Digest?
        package let from: UInt64

        package init(
            id: UInt64,
            operation: OperationID,
            leaf: UInt64,
            approvals: [UInt64],
            content: Digest?,
            from: UInt64
        ) {
            self.id = id
            self.operation = operation
            self.leaf = leaf
            self.approvals = approvals
            self.content = content
            self.from = from
        }
    }
}

/// What happened to a device's session.
package enum SessionEvent: Hashable, Sendable {
    case status(ReportedStatus)
    /// A delivery made no receipt.
    case refused(delivery: UInt64, operation: OperationID?, code: String, status: ReportedStatus?)
    case judged(id: UInt64, verdicts: [UInt64: String], status: ReportedStatus?)
    case progress(OperationID, TargetLife.Stage)
    /// A receipt whose blobs are stored.
    case receipt(ReceiptIntake)
    /// A receipt, or what was reported as one, that can't be logged.
    case badReceipt(sequence: UInt64, ReceiptIntake.Problem)
    /// The log took a receipt, and the history has it.
    case logged(sequence: UInt64)
    case notLogged(sequence: UInt64)
    /// The tenant's history has grown.
    case changed
    case tick
}
