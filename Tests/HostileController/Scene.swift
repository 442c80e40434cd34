import ControllerCore
import ControllerStore
import FoundationEssentials
import Model
import TransparencyLog
import Wire
import WireMessages

/// What an attack is made of: the stolen controller, and what people have really signed.
struct Scene: Sendable {
    let stolen: StolenController
    let people: People
    /// The device under attack.
    let device: DeviceID
    /// Another device of the same client.
    let other: DeviceID
    /// The client's root, as orders name it.
    let root: RootReference

    init(stolen: StolenController, people: People, device: DeviceID, other: DeviceID) async throws {
        guard let root = try await stolen.entries(.root).last?.entry, case .root(let document) = root.statement else {
            throw SceneFault("the stolen log has no root")
        }
        self.stolen = stolen
        self.people = people
        self.device = device
        self.other = other
        self.root = RootReference(version: document.version, sha256: root.statementText.sha256)
    }

    /// An order in the log, with its script.
    struct Order: Sendable {
        let index: UInt64
        let operation: Model.Operation
        let text: StatementText
        let script: [UInt8]

        var id: OperationID { operation.id }
    }

    /// The script of every scene: it leaves a line in the device's state folder, so that a run shows.
    static let script = Array("#!/bin/sh\n# counts runs\necho \"$CS_OPERATION\" >>\"$CS_STATE/runs\"\n".utf8)

    var now: Timestamp { StolenController.now() }

    // MARK: What people sign

    /// The text of an order for the device under attack, unless said otherwise.
    func operation(
        tenant: TenantID? = nil,
        to target: DeviceID? = nil,
        from start: Int64 = 0,
        for seconds: Int64 = 3_600,
        script: [UInt8] = Scene.script
    ) async throws -> Model.Operation {
        guard let name = FileName("count.sh") else { throw SceneFault("count.sh is no name") }
        var random = SystemRandomNumberGenerator()
        let reason = Array("scene".utf8)
        let salt = (0..<SaltedDigest.saltLength).map { _ in UInt8.random(in: .min ... .max) }
        _ = try await stolen.blobs.write(salt + reason, tenant: stolen.tenant, expected: nil)
        let sha256 = try await stolen.blobs.write(script, tenant: stolen.tenant, expected: nil)
        return Model.Operation(
            id: OperationID.make(at: now, random: &random),
            tenant: tenant ?? stolen.tenant,
            root: root,
            issued: now.adding(seconds: start),
            expires: now.adding(seconds: start + seconds),
            action: .script(
                ScriptAction(
                    interpreter: .sh,
                    script: ScriptReference(name: name, sha256: sha256, bytes: UInt64(script.count))
                )
            ),
            targets: .devices([target ?? device]),
            limits: Limits(seconds: 20, memoryBytes: 256 << 20, outputBytes: 65_536, processes: 64),
            reason: SaltedDigest.make(salt: salt, content: reason)
        )
    }

    /// A good order, logged: what the honest part of most scenes begins with.
    func order(signedBy signers: String..., script: [UInt8] = Scene.script) async throws -> Order {
        try await log(try await operation(script: script), signedBy: signers, script: script)
    }

    /// An order that people sign and that is logged.
    func log(_ operation: Model.Operation, signedBy signers: [String], script: [UInt8] = Scene.script) async throws
        -> Order
    {
        let text = operation.rendered()
        let index = try await log(text, as: .operation, signedBy: signers)
        return Order(index: index, operation: operation, text: text, script: script)
    }

    /// Somebody's approval of an order; `content` is the script that was shown to them.
    func approve(_ order: Order, as person: String, content: [UInt8]? = nil) async throws -> UInt64 {
        let approval = Approval(
            tenant: stolen.tenant,
            root: root,
            operation: order.id,
            statementSha256: order.text.sha256,
            scriptSha256: Digest(sha256Of: content ?? order.script),
            issued: now,
            expires: now.adding(seconds: 3_600)
        )
        return try await log(approval.rendered(), as: .approval, signedBy: [person])
    }

    func cancel(_ order: Order, as person: String) async throws -> UInt64 {
        let cancel = Cancel(
            tenant: stolen.tenant,
            operation: order.id,
            statementSha256: order.text.sha256,
            issued: now,
            reason: order.operation.reason
        )
        return try await log(cancel.rendered(), as: .cancel, signedBy: [person])
    }

    func deny(_ order: Order, as person: String) async throws -> UInt64 {
        let denial = Denial(
            tenant: stolen.tenant,
            root: root,
            operation: order.id,
            statementSha256: order.text.sha256,
            scriptSha256: Digest(sha256Of: order.script),
            issued: now,
            expires: now.adding(seconds: 3_600),
            reason: order.operation.reason
        )
        return try await log(denial.rendered(), as: .denial, signedBy: [person])
    }

    /// Signs a text as each of these people and logs it.
    func log(_ text: StatementText, as kind: EntryKind, signedBy signers: [String]) async throws -> UInt64 {
        let signatures = try signers.map { try people.sign(text, as: $0, kind) }
        return try await log(text, as: kind, signatures: signatures)
    }

    /// Logs a text with signatures that verify, whosever they are.
    func log(_ text: StatementText, as kind: EntryKind, signatures: [String]) async throws -> UInt64 {
        let draft = try LogDraft(kind: kind, text: text, signatures: signatures)
        guard let appended = try await stolen.log.append([draft]).first else { throw SceneFault("nothing appended") }
        return appended.index
    }

    // MARK: What the log already holds

    /// An order that this device has run before.
    func pastOrder() async throws -> Order {
        for (_, entry) in try await stolen.entries(.receipt).reversed() {
            guard case .receipt(let receipt) = entry.statement, receipt.device == device, receipt.outcome == .succeeded
            else { continue }
            let leaf = try Entry(leaf: await stolen.log.leaf(at: receipt.leafIndex))
            guard case .operation(let operation) = leaf.statement, case .script(let action) = operation.action,
                let script = try await stolen.blobs.read(action.script.sha256, tenant: stolen.tenant)
            else { continue }
            return Order(index: receipt.leafIndex, operation: operation, text: leaf.statementText, script: script)
        }
        throw SceneFault("\(device) has run nothing yet")
    }

    /// Where the log says that a device is active.
    func admission(of device: DeviceID) async throws -> UInt64 {
        let statements = try await stolen.entries(.device)
        let found = statements.first { _, entry in
            guard case .device(let statement) = entry.statement else { return false }
            return statement.devices.contains { $0.device == device && $0.state == .active }
        }
        guard let found else { throw SceneFault("\(device) was never admitted") }
        return found.index
    }

    /// What an honest controller has told the device before: the newest statement about it.
    func tellStanding(to endpoint: Endpoint) async throws {
        let newest = try await stolen.entries(.device).last { _, entry in
            guard case .device(let statement) = entry.statement else { return false }
            return statement.devices.contains { $0.device == device && $0.version < Self.forgedVersions }
        }
        if let newest { try await endpoint.show(evidence(newest.index, to: endpoint)) }
    }

    /// Versions from which on statements are an attack's.
    static let forgedVersions: UInt64 = 1_000

    // MARK: What goes over the wire

    /// A delivery in which everything is as it should be.
    ///
    /// - Parameters:
    ///   - size: the checkpoint to prove against; nil for the newest.
    ///   - log: where the proofs come from; nil for the stolen log.
    func delivery(
        of order: Order,
        approvals: [UInt64] = [],
        to endpoint: Endpoint,
        at size: UInt64? = nil,
        from log: TenantLog? = nil
    ) async throws -> WireDelivery {
        let held = await endpoint.size
        let log = log ?? stolen.log
        let proven = try await log.prove([order.index] + approvals, from: size.map { min($0, held) } ?? held, at: size)
        let leaves = proven.leaves.map { $0.logged.wire }
        var delivery = WireDelivery()
        delivery.id = UInt64.random(in: 1...UInt64(UInt32.max))
        delivery.proof = proven.proof.wire
        delivery.operation = leaves[0]
        delivery.approvals = Array(leaves.dropFirst())
        delivery.content = Data(order.script)
        return delivery
    }

    /// Leaves other than orders, truly proven.
    func evidence(_ indexes: UInt64..., to endpoint: Endpoint) async throws -> WireEvidence {
        let proven = try await stolen.log.prove(indexes, from: await endpoint.size)
        var evidence = WireEvidence()
        evidence.id = UInt64.random(in: 1...UInt64(UInt32.max))
        evidence.proof = proven.proof.wire
        evidence.leaves = proven.leaves.map { $0.logged.wire }
        return evidence
    }
}

extension ProvenLeaves {
    var proof: LogProof {
        LogProof(checkpoint: checkpoint, consistencyFrom: consistencyFrom, consistency: consistency)
    }
}

extension ProvenLeaves.Leaf {
    var logged: LoggedLeaf { LoggedLeaf(index: index, leaf: leaf, inclusion: inclusion) }
}

extension Data {
    /// One bit of the middle byte is another.
    mutating func bend() {
        let middle = startIndex + count / 2
        if indices.contains(middle) { self[middle] ^= 1 }
    }
}
