import Model

/// Whether an operation is for this device: tenant, target, a root that is held here.
package enum Addressing {
    /// `tenant`, `target`, `root-behind` or `root-unknown`.
    package static func refusal(_ operation: OperationFacts, trust: TrustState) -> RefusalCode? {
        guard operation.tenant == trust.root.tenant else { return .tenant }
        guard operation.namesDevice else { return .target }
        return trust.refusal(of: operation.root)
    }
}
