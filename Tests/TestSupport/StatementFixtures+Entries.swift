package import Model

extension StatementFixtures {
    /// The key whose signature a kind of entry needs in this tenant; nil if nobody signs.
    package func signer(of kind: EntryKind) -> TestKey? {
        switch kind {
        case .access, .install, .system: nil
        case .enrolment, .receipt: receiptKey
        case .inventory: agentKey
        case .operation, .device: technician
        default: contact
        }
    }

    /// The leaf of an entry, signed by the given keys or by the one that fits its kind.
    package func leaf(
        _ kind: EntryKind,
        _ text: StatementText,
        at time: Timestamp? = nil,
        signedBy keys: [TestKey]? = nil
    ) throws -> [UInt8] {
        let keys = keys ?? signer(of: kind).map { [$0] } ?? []
        return try Entry.render(
            at: time ?? issued.adding(seconds: 1),
            kind: kind,
            statement: text,
            signatures: keys.map { $0.sign(text, for: kind) }
        )
    }
}
