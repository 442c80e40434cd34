package import Model

/// What a rule's conditions look at, apart from the device's groups and the time.
///
/// Never who signed.
package struct RuleSubject: Hashable, Sendable {
    package let kind: RuleKind
    /// The catalogue item of a `catalog` action or of a publication.
    package let item: ItemID?
    /// The profile of a `collect` action.
    package let profile: ProfileName?
    package let emergency: Bool

    package init(kind: RuleKind, item: ItemID? = nil, profile: ProfileName? = nil, emergency: Bool = false) {
        self.kind = kind
        self.item = item
        self.profile = profile
        self.emergency = emergency
    }

    package init(_ action: Action, emergency: Bool = false) {
        switch action {
        case .script: self.init(kind: .script, emergency: emergency)
        case .catalog(let catalog): self.init(kind: .catalog, item: catalog.item, emergency: emergency)
        case .collect(let profile): self.init(kind: .collect, profile: profile, emergency: emergency)
        case .update: self.init(kind: .update, emergency: emergency)
        }
    }
}
