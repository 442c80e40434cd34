package import Model
import Synchronization
package import TransparencyLog

/// The executor's state in memory, by the same rules as on disk: for tests and for trying the gate out.
///
/// What a power cut would leave is a copy of ``snapshot()``; a disk that fails is a `beforeChange` that throws.
package final class MemoryExecutorStore: ExecutorStore {
    /// The kinds of change, each one transaction.
    package enum Change: Hashable, Sendable, CaseIterable {
        case identity, root, checkpoint, latch, evidence, admit, began, decide, prove, prune, count
    }

    private let contents: Mutex<MemoryExecutorContents>
    private let beforeChange: @Sendable (Change) throws -> Void

    /// - Parameter beforeChange: called before each change; when it throws, nothing has changed.
    package init(
        _ contents: MemoryExecutorContents = MemoryExecutorContents(),
        beforeChange: @escaping @Sendable (Change) throws -> Void = { _ in }
    ) {
        self.contents = Mutex(contents)
        self.beforeChange = beforeChange
    }

    /// Everything that is held now.
    package func snapshot() -> MemoryExecutorContents { contents.withLock { $0 } }

    private func read<Value: Sendable>(_ body: (borrowing MemoryExecutorContents) throws -> Value) rethrows -> Value {
        try contents.withLock { try body($0) }
    }

    /// All or nothing: a change that throws leaves what was held.
    private func change<Value: Sendable>(
        _ kind: Change,
        _ body: (inout MemoryExecutorContents) throws -> Value
    ) throws -> Value {
        try contents.withLock { held in
            try beforeChange(kind)
            var changed = held
            let value = try body(&changed)
            held = changed
            return value
        }
    }
}

extension MemoryExecutorStore {
    package func identity() throws -> ExecutorIdentity? { read { $0.identity } }

    package func establish(
        _ identity: ExecutorIdentity,
        root: StoredRoot,
        checkpoint: StoredCheckpoint?,
        floor: Timestamp
    ) throws {
        try change(.identity) { held in
            guard held.roots.isEmpty else { throw ExecutorStoreError.alreadyEnrolled }
            held.identity = identity
            held.roots = [root]
            held.checkpoint = checkpoint
            held.raise(floor)
        }
    }

    package func enrolment() throws -> (statement: StatementText, signature: String)? {
        read { held in held.enrolment.map { ($0.statement, $0.signature) } }
    }

    package func keep(enrolment statement: StatementText, signature: String) throws {
        try change(.identity) { held in
            guard held.identity != nil else { throw ExecutorStoreError.notEnrolled }
            held.enrolment = .init(statement: statement, signature: signature)
        }
    }

    package func confirmEnrolment() throws {
        try change(.identity) { held in
            guard held.identity != nil else { throw ExecutorStoreError.notEnrolled }
            held.identity?.token = nil
        }
    }

    package func roots() throws -> [StoredRoot] { read { $0.roots } }

    package func accept(root: StoredRoot, floor: Timestamp, startsLog: Bool) throws {
        try change(.root) { held in
            guard let newest = held.roots.last?.version else { throw ExecutorStoreError.notEnrolled }
            guard root.version == newest &+ 1 else {
                throw ExecutorStoreError.rootVersion(held: newest, offered: root.version)
            }
            held.roots.append(root)
            held.raise(floor)
            if startsLog {
                held.checkpoint = nil
                held.isLatched = false
            }
        }
    }

    package func checkpoint() throws -> StoredCheckpoint? { read { $0.checkpoint } }

    package func advance(checkpoint: StoredCheckpoint, floor: Timestamp) throws {
        try change(.checkpoint) { held in
            try held.advance(checkpoint)
            held.raise(floor)
        }
    }

    package func fork() throws -> ForkEvidence? { read { $0.isLatched ? $0.forks.last : nil } }

    package func latch(fork: ForkEvidence) throws {
        try change(.latch) { held in
            guard !held.isLatched else { return }
            held.forks.append(fork)
            held.isLatched = true
        }
    }

    package func timeFloor() throws -> Timestamp? { read { $0.floor } }
}

extension MemoryExecutorStore {
    package func deviceStatement() throws -> StoredDeviceStatement? { read { $0.deviceStatement } }

    package func deviceVersion() throws -> UInt64? { read { $0.deviceStatement?.version } }

    package func record(deviceStatement: StoredDeviceStatement, floor: Timestamp) throws {
        try change(.evidence) { held in
            let version = held.deviceStatement?.version ?? 0
            guard deviceStatement.version > version else {
                throw ExecutorStoreError.deviceVersion(held: version, offered: deviceStatement.version)
            }
            held.deviceStatement = deviceStatement
            held.raise(floor)
        }
    }

    package func denials(of operation: OperationID) throws -> [StoredEvidence] { read { $0.denials[operation] ?? [] } }

    package func record(denial: StoredEvidence, of operation: OperationID, floor: Timestamp?) throws {
        try change(.evidence) { held in
            held.denials[operation, default: []].appendOnce(denial)
            if let floor { held.raise(floor) }
        }
    }

    package func cancels(of operation: OperationID) throws -> [StoredEvidence] { read { $0.cancels[operation] ?? [] } }

    package func record(cancel: StoredEvidence, of operation: OperationID, floor: Timestamp?) throws {
        try change(.evidence) { held in
            held.cancels[operation, default: []].appendOnce(cancel)
            if let floor { held.raise(floor) }
        }
    }

    package func statuses(of root: RootReference) throws -> [StoredEvidence] { read { $0.statuses[root] ?? [] } }

    package func record(status: StoredEvidence, of root: RootReference, floor: Timestamp) throws {
        try change(.evidence) { held in
            held.statuses[root, default: []].appendOnce(status)
            held.raise(floor)
        }
    }

    package func openEmergencies() throws -> [OpenEmergency] { read { $0.emergencies } }

    package func record(review: StoredEvidence, of operation: OperationID, by person: PersonID) throws {
        try change(.evidence) { held in
            let isOwn = held.emergencies.contains { $0.operation == operation && $0.person == person }
            guard !isOwn else { return }
            held.emergencies.removeAll { $0.operation == operation }
        }
    }
}

extension MemoryExecutorStore {
    package func ledgerSize() throws -> UInt64 { read { UInt64($0.ledger.count) } }

    package func ledgerEntry(_ operation: OperationID) throws -> LedgerEntry? { read { $0.entry(operation) } }

    package func unfinished() throws -> [LedgerEntry] { read { held in held.ledger.filter { $0.receipt == nil } } }

    package func admit(_ admission: Admission, advance: StoredCheckpoint?) throws {
        try change(.admit) { held in
            guard held.entry(admission.operation) == nil else {
                throw ExecutorStoreError.alreadyDecided(admission.operation)
            }
            guard held.spoolUse.hasRoom(for: 0) else { throw ExecutorStoreError.spoolFull }
            held.ledger.append(
                LedgerEntry(
                    operation: admission.operation,
                    statementSha256: admission.statementSha256,
                    admission: admission
                )
            )
            held.emergencies += admission.emergencyOf.map { person in
                OpenEmergency(
                    operation: admission.operation,
                    person: person,
                    admitted: admission.admitted,
                    reviewSeconds: admission.reviewSeconds
                )
            }
            if let advance { try held.advance(advance) }
            held.raise(admission.floor)
        }
    }

    package func began(_ operation: OperationID, at started: Timestamp, run: [UInt8]) throws {
        try change(.began) { held in
            guard let place = held.ledger.firstIndex(where: { $0.operation == operation }),
                held.ledger[place].admission != nil, held.ledger[place].receipt == nil
            else { throw ExecutorStoreError.notAdmitted(operation) }
            held.ledger[place].started = started
            held.ledger[place].run = run
        }
    }

    package func chainEnd() throws -> ReceiptChainEnd { read { $0.chainEnd } }

    package func decide(_ decision: Decision) throws {
        try change(.decide) { try $0.decide(decision) }
    }

    package func spool(after sequence: UInt64, limit: Int, unprovenOnly: Bool) throws -> [SpooledReceipt] {
        read { held in
            let found = held.receipts.filter { $0.sequence > sequence && (!unprovenOnly || $0.proven == nil) }
            return Array(found.prefix(max(0, limit)))
        }
    }

    package func receipt(_ sequence: UInt64) throws -> SpooledReceipt? {
        read { held in held.receipts.first { $0.sequence == sequence } }
    }

    package func blobNames(of sequence: UInt64) throws -> [SpoolBlobName] {
        read { held in
            (held.blobs[sequence] ?? []).map {
                SpoolBlobName(sha256: $0.sha256, sequence: sequence, bytes: UInt64($0.content.count))
            }
        }
    }

    package func blob(_ sha256: Digest, from offset: UInt64, limit: Int) throws -> SpoolBlobPiece? {
        read { held in
            guard let whole = held.blobs.values.joined().first(where: { $0.sha256 == sha256 })?.content else {
                return nil
            }
            let rest = whole.dropFirst(Int(clamping: offset)).prefix(max(0, limit))
            return SpoolBlobPiece(content: Array(rest), total: UInt64(whole.count))
        }
    }

    package func spoolUse() throws -> SpoolUse { read { $0.spoolUse } }

    package func prove(sequence: UInt64, at time: Timestamp, advance: StoredCheckpoint?, floor: Timestamp?) throws {
        try change(.prove) { held in
            guard let place = held.receipts.firstIndex(where: { $0.sequence == sequence }) else {
                throw ExecutorStoreError.noReceipt(sequence)
            }
            held.receipts[place].proven = held.receipts[place].proven ?? time
            if let advance { try held.advance(advance) }
            if let floor { held.raise(floor) }
        }
    }

    package func prune(provenBefore time: Timestamp) throws -> Int {
        try change(.prune) { held in
            let newest = held.chainEnd.sequence
            let old = held.receipts.filter { ($0.proven.map { $0 < time } ?? false) && $0.sequence < newest }
            for receipt in old { held.blobs[receipt.sequence] = nil }
            held.receipts.removeAll { receipt in old.contains { $0.sequence == receipt.sequence } }
            return old.count
        }
    }

    package func count(_ code: String) throws { try change(.count) { $0.counters[code, default: 0] += 1 } }

    package func counters() throws -> [String: UInt64] { read { $0.counters } }
}

extension [StoredEvidence] {
    /// The same leaf a second time changes nothing; another log may have another one at its place.
    fileprivate mutating func appendOnce(_ evidence: StoredEvidence) {
        if !contains(where: { $0.identity == evidence.identity }) { append(evidence) }
    }
}
