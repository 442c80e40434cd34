package import ControllerCore

/// Whether anything more can come of an operation.
package enum OperationEnd {
    /// True where every target has a receipt, the order was denied, it ran out, or it was cancelled and no device has it.
    ///
    /// A device that got a cancelled order may be running it and still answers with a receipt.
    package static func isEnd(_ summary: OperationSummary) -> Bool {
        switch summary.state {
        case "done", "denied", "unknown": true
        case "cancelled": !summary.targets.contains { ["delivered", "running"].contains($0.state) }
        default: false
        }
    }
}
