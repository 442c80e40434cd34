/// The types of statement of version 1; the text form is `countersign/<word>/v1`.
package enum StatementType: String, Hashable, Sendable, CaseIterable {
    case root, status, operation, approval, denial, review, cancel, enrolment, device, receipt, inventory
    case item, release, note, login
    case access, install, system

    /// The value of the member `type`.
    package var text: String { "countersign/\(rawValue)/v1" }

    package init?(text: String) {
        guard let type = StatementType.allCases.first(where: { $0.text == text }) else { return nil }
        self = type
    }

    /// Whether these are the controller's own words, which nobody signs.
    package var isAsserted: Bool {
        switch self {
        case .access, .install, .system: true
        default: false
        }
    }
}
