package import Model
package import Trust

/// Puts an enrolment file together from what the log holds.
package enum EnrolmentFileWriter {
    /// - Parameters:
    ///   - rootLeaf: the exact leaf of the current root.
    ///   - checkpoint: the newest note.
    /// - Throws: `Refusal` for a leaf that is no root.
    package static func file(rootLeaf: [UInt8], checkpoint: String, token: BearerSecret) throws(Refusal)
        -> EnrolmentFile
    {
        let entry = try Entry(leaf: rootLeaf)
        guard entry.kind == .root else { throw Refusal(.kind, "kind") }
        return EnrolmentFile(
            root: entry.statementText,
            signatures: RootSignatures.armored(in: rootLeaf),
            checkpoint: checkpoint,
            token: token.bytes
        )
    }
}
