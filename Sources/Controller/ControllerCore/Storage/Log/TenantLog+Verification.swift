import TransparencyLog

extension TenantLog {
    /// Hashes every leaf anew and compares the tree with the newest checkpoint.
    ///
    /// Opening a log trusts the stored nodes for all but its right edge; this trusts nothing but the key.
    /// - Throws: `LogError.damaged`, `wrongKey`.
    package func verifyTree() async throws {
        let path = storage.path
        guard let latest = try await latestCheckpoint() else { return }
        let checkpoint: Checkpoint
        do {
            checkpoint = try OwnNote.checkpoint(latest.note, key: verifierKey)
        } catch {
            throw LogError.wrongKey(origin: origin, cause: "\(error)")
        }
        var frontier = MerkleFrontier()
        while frontier.size < checkpoint.size {
            let leaves = try await leaves(in: frontier.size..<checkpoint.size)
            guard !leaves.isEmpty else { break }
            for hash in Parallel.map(leaves, MerkleHash.leaf) { _ = frontier.append(leafHash: hash) }
        }
        guard frontier.size == checkpoint.size, frontier.root == checkpoint.root else {
            throw LogError.damaged(
                path: path,
                finding: "its leaves do not make the tree of the checkpoint of size \(checkpoint.size)"
            )
        }
    }
}
