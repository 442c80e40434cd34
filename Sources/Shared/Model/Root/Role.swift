/// What a person of a trust root may be asked to sign, or may read.
package enum Role: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    /// Changes the root itself.
    case root
    /// Of the provider as a rule: orders and approves work.
    case technician
    /// Of the client as a rule: approves work, cancels it, reads.
    case contact
    /// Only where a rule names it.
    case approver
    /// Reads everything of the tenant.
    case auditor
    /// Publishes catalogue items, where a rule asks for it.
    case publisher
    /// Signs releases of the software itself, where a rule asks for it.
    case release
    /// Narrows the root between two versions.
    case status

    package var description: String { rawValue }
}

/// On whose side a person stands.
package enum Organisation: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    case client
    case provider

    package var description: String { rawValue }
}
