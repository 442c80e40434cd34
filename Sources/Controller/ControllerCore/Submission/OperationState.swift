/// What the controller says of an operation: nothing that it does not know.
package enum OperationState: String, Hashable, Sendable, CaseIterable {
    /// For signatures, or for the hours of a rule.
    case waiting
    /// Ready for its devices, none has it yet.
    case queued
    case delivered
    case running
    /// Past its end without a receipt of every device.
    case unknown
    case denied
    case cancelled
    /// Every device has a receipt.
    case done
}
