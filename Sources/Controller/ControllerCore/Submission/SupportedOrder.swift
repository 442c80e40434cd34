package import Model

/// What submit and executor can run today; everything else of an operation/v1 is answered `unsupported`.
///
/// The formats know more so that no member needs a new type later; a part that isn't built is refused, never ignored.
package enum SupportedOrder {
    /// The `collect` profiles that are compiled into the executor.
    package static let profiles: Set<String> = ["basic"]

    /// The member that can't be run; nil where all can.
    package static func unsupportedMember(_ operation: Operation) -> String? {
        switch operation.action {
        case .script(let script): if !script.secrets.isEmpty { return "action.secrets" }
        case .collect(let profile): if !profiles.contains(profile.text) { return "action.profile" }
        case .catalog, .update: return "action.kind"
        }
        if case .tree = operation.targets { return "targets.tree" }
        let optional: [(String, Bool)] = [
            ("emergency", operation.emergency), ("plan", operation.plan != nil), ("after", operation.after != nil),
            ("consent", operation.consent != nil), ("reboot", operation.reboot), ("profile", operation.profile != nil),
        ]
        return optional.first { $0.1 }?.0
    }
}
