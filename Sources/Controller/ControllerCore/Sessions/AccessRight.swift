package import Model
package import Trust

/// What a route demands of the one who calls it.
package enum AccessRight: String, Hashable, Sendable, CaseIterable {
    /// Nobody: strangers may call it.
    case none
    /// Any session that is not over.
    case session
    /// A technician, contact or auditor of the tenant.
    case read
    /// A reader, or an approver, who has to see what they sign.
    case review
    /// Anybody whom the tenant's root names, since only the signatures decide.
    case submit
    /// A technician of the tenant.
    case technician
    /// A technician of the provider's own tenant.
    case provider

    /// Roles that read everything of their tenant.
    package static let readers: Set<Role> = [.technician, .contact, .auditor]

    /// The person whom this right is for, nil for one who doesn't have it.
    ///
    /// - Parameter trust: of the tenant concerned; for `provider` that of `_provider`.
    package func holder(_ session: ReadingSession, trust: TrustState, now: Timestamp) -> Person? {
        guard !session.isOver(at: now), let person = session.person(under: trust, now: now) else { return nil }
        let isHolder =
            switch self {
            case .none, .session, .submit: true
            case .read: !Self.readers.isDisjoint(with: person.roles)
            case .review: !Self.readers.union([.approver]).isDisjoint(with: person.roles)
            case .technician: person.roles.contains(.technician)
            case .provider: trust.root.tenant == .provider && person.roles.contains(.technician)
            }
        return isHolder ? person : nil
    }
}
