import Model
import TransparencyLog

/// One group commit: many calls' entries, one transaction, one signed checkpoint.
struct LogCommit: Sendable {
    /// The drafts of one caller, which stand or fall together.
    struct Call: Sendable {
        let drafts: [LogDraft]

        var bytes: Int { drafts.reduce(0) { $0 + $1.text.bytes.count } }
    }

    /// What one caller is told once the transaction is durable.
    typealias Answer = Result<[Appended], any Error>

    let signer: NoteSigner
    let path: String
    let now: Timestamp

    /// Appends what may be appended and signs the new tree.
    ///
    /// A refused call leaves no trace and does not hold up the others. Anything thrown by the storage itself leaves
    /// this function, so that the whole transaction is undone.
    func apply(
        _ calls: [Call],
        to log: some LogWriting,
        state: LogState?
    ) throws -> (state: LogState, answers: [Answer]) {
        var state = try current(state, in: log)
        if let refusal = state.refusal {
            return (state, calls.map { _ in .failure(refusal) })
        }
        // The controller's clock may be set back; the log's time never is.
        let time = state.lastTime.map { max($0, now) } ?? now
        let begin = state.frontier.size
        var answers: [Answer] = []
        var nodes: [Digest] = []
        for call in calls {
            let entries: [Entry]
            do {
                entries = try judge(call, in: log, from: state.frontier.size, at: time)
            } catch let fault as LogError where fault.isStorageFault {
                throw fault
            } catch {
                answers.append(.failure(error))
                continue
            }
            var appended: [Appended] = []
            for entry in entries {
                let index = state.frontier.size
                try log.insert(leaf: entry.leaf, at: index)
                state.frontier.append(leafHash: MerkleHash.leaf(entry.leaf)) {
                    if $0.level > 0 { nodes.append($0.hash) }
                }
                appended.append(Appended(index: index, entry: entry))
            }
            answers.append(.success(appended))
        }
        guard state.frontier.size > begin else { return (state, answers) }
        state.lastTime = time
        try log.insert(nodes: nodes, at: NodeOrder.count(size: begin))
        try sign(state.frontier, into: log)
        return (state, answers)
    }

    /// The carried state if it still describes the file, else what the file says.
    func current(_ state: LogState?, in log: some LogReading) throws -> LogState {
        if let state, try log.size() == state.frontier.size, try log.evidence().count == state.evidenceCount {
            return state
        }
        return try LogState(reading: log, key: signer.verifierKey, path: path)
    }

    /// Makes a call's claims and renders its entries; what is refused leaves no claim.
    private func judge(
        _ call: Call,
        in log: some LogWriting,
        from begin: UInt64,
        at time: Timestamp
    ) throws -> [Entry] {
        var made: [LogClaim] = []
        var entries: [Entry] = []
        do {
            for (draft, index) in zip(call.drafts, begin...) {
                for claim in draft.claims {
                    if let taken = try log.insert(claim: claim, index: index) {
                        throw LogError.alreadyLogged(claim, index: taken)
                    }
                    made.append(claim)
                }
                try draft.precondition?(log)
                entries.append(try draft.entry(at: time))
            }
        } catch let fault as LogError where fault.isStorageFault {
            // The whole transaction goes.
            throw fault
        } catch {
            for claim in made { try log.remove(claim: claim) }
            throw error
        }
        return entries
    }

    private func sign(_ frontier: MerkleFrontier, into log: some LogWriting) throws {
        let checkpoint = try Checkpoint(origin: signer.verifierKey.name, size: frontier.size, root: frontier.root)
        let note = try signer.sign(checkpoint)
        try log.insert(checkpoint: StoredCheckpoint(size: frontier.size, note: note.raw))
    }
}

extension LogError {
    /// Whether the disk or the file is at fault, so that the whole transaction has to be undone.
    var isStorageFault: Bool {
        switch self {
        case .cannotOpen, .cannotWrite, .cannotRead, .damaged: true
        default: false
        }
    }
}
