package import Model
import SSHSIG
package import Trust
package import Wire

/// The admission check: no proof, no run.
///
/// A pure function of a delivery, what the executor holds, and the time. The checks stand in the order of the gate's table
/// (docs/protocol.md), one file a rule, each with its own code. Nothing that a controller says counts unless somebody else signed it
/// or it was checked here.
package struct Gate: Sendable {
    package let capabilities: Capabilities
    package let zones: any TimeZoneSource

    package init(capabilities: Capabilities, zones: any TimeZoneSource) {
        self.capabilities = capabilities
        self.zones = zones
    }

    /// Judges a delivery.
    ///
    /// - Parameters:
    ///   - history: what is remembered of an operation id; asked once, after the statement has been read.
    /// - Throws: only what `history` throws: then nothing may run.
    package func judge(
        _ delivery: DeliveryParts,
        state: GateState,
        now: Timestamp,
        history: (OperationID) throws -> OperationHistory
    ) throws -> GateVerdict {
        // 2: latch and local stop
        if let code = LatchRule.refusal(state) { return .refused(code) }
        // 3: form, origin and log signature of the checkpoint, and no second history
        let checkpoint: OfferedCheckpoint
        do throws(OfferedCheckpoint.Fault) {
            checkpoint = try OfferedCheckpoint(delivery.proof, state: state, now: now)
        } catch {
            return .failed(error)
        }
        // The rule of 11 is needed by 4, so the order is read and matched here and judged in its turn.
        var reading = OrderReading(
            leaf: delivery.operation.leaf,
            device: state.device,
            root: state.root,
            zones: zones
        )
        if case .unreadable(let code, let name?) = reading, try history(name.operation).recorded != nil {
            reading = .unreadable(code, name: nil)
        }
        let facts = try admissionFacts(reading, delivery, checkpoint, state, now, history)
        // 4: witnesses of the rule and their age, root and status fresh
        if let code = FreshnessRule.refusal(facts, state: state, now: now) { return .refused(code) }
        // 5 and 6: not behind, consistent, and every leaf is in the log
        do throws(OfferedCheckpoint.Fault) {
            try checkpoint.prove([delivery.operation] + delivery.approvals)
        } catch {
            return .failed(error)
        }
        // From here on the checkpoint is worth keeping, whatever becomes of the order.
        let decision = decide(reading, facts, delivery, checkpoint, state)
        return GateVerdict(
            advance: checkpoint.advance,
            floor: checkpoint.floor,
            decision: decision,
            isConflict: facts.map { Replay.isOtherStatement($0.operation, recorded: $0.recorded) } ?? false
        )
    }

    /// Steps 7 to 13, for leaves that are proven.
    private func decide(
        _ reading: OrderReading,
        _ facts: AdmissionFacts?,
        _ delivery: DeliveryParts,
        _ checkpoint: OfferedCheckpoint,
        _ state: GateState
    ) -> GateDecision {
        guard case .readable(let operation, let text, _) = reading, let facts else {
            guard case .unreadable(let code, let name) = reading else { return .refuse(.statement, nil) }
            let order = name.map { name in
                Order(
                    operation: name.operation,
                    statementSha256: name.text.sha256,
                    leafIndex: delivery.operation.index,
                    checkpoint: checkpoint.advance.note,
                    rule: nil
                )
            }
            return receiptNeedsRoom(code, order, state)
        }
        let order = Order(
            operation: operation.id,
            statementSha256: text.sha256,
            leafIndex: delivery.operation.index,
            checkpoint: checkpoint.advance.note,
            rule: facts.choice.rule?.name
        )
        // A refusal that makes a receipt is one about this device: 7 must not answer for an order that 8 would send away.
        let isOurs = AdmissionPolicy.addressing(facts).map { $0 != .tenant && $0 != .target } ?? true
        if let code = capabilities.refusal(of: operation) {
            return receiptNeedsRoom(code, isOurs && facts.recorded == nil ? order : nil, state)
        }
        let code =
            AdmissionPolicy.addressing(facts)
            ?? AdmissionPolicy.times(facts)
            ?? AdmissionPolicy.stopWords(facts)
            ?? AdmissionPolicy.authority(facts)
            ?? ContentRule.refusal(operation, content: delivery.content)
            ?? AdmissionPolicy.bounds(facts)
            ?? RoomRule.refusal(operation, state: state, capabilities: capabilities)
        if let code { return receiptNeedsRoom(code, facts.recorded == nil ? order : nil, state) }
        guard let rule = facts.choice.rule else { return .refuse(.ruleNone, order) }
        return .admit(
            AdmittedOperation(
                operation: operation,
                order: order,
                rule: rule.name,
                content: delivery.content,
                root: state.trust.current.reference,
                signers: facts.signatures
            )
        )
    }

    /// What would make a receipt is judged anew once the spool has room for it.
    private func receiptNeedsRoom(_ code: RefusalCode, _ order: Order?, _ state: GateState) -> GateDecision {
        guard code.makesReceipt, order != nil else { return .refuse(code, nil) }
        return state.spool.hasRoom(for: 0) ? .refuse(code, order) : .refuse(.spoolFull, nil)
    }

    private func admissionFacts(
        _ reading: OrderReading,
        _ delivery: DeliveryParts,
        _ checkpoint: OfferedCheckpoint,
        _ state: GateState,
        _ now: Timestamp,
        _ history: (OperationID) throws -> OperationHistory
    ) throws -> AdmissionFacts? {
        guard case .readable(let operation, let text, let signers) = reading else { return nil }
        let past = try history(operation.id)
        return AdmissionFacts(
            trust: state.trust,
            device: state.device,
            standing: state.standing,
            now: now,
            floor: max(state.lowestTime, checkpoint.witnesses.newest ?? state.lowestTime),
            operation: OperationFacts(
                operation,
                sha256: text.sha256,
                namesDevice: TargetRule.names(state.device, in: operation.targets)
            ),
            signatures: signers,
            approvals: ApprovalReading.facts(of: delivery.approvals, under: state.root),
            cancels: past.cancels,
            denials: past.denials,
            witnesses: checkpoint.witnesses,
            recorded: past.recorded?.statementSha256,
            running: state.running,
            emergencies: [],
            predecessor: .none,
            zones: zones
        )
    }
}

/// An operation that may run on this device, now, once.
///
/// Only the gate can make one, and whoever holds one may run it after the ledger has it on disk.
package struct AdmittedOperation: Sendable {
    package let operation: Operation
    package let order: Order
    package let rule: RuleName
    /// The script, whose digest is the signed one; empty for `collect`.
    package let content: [UInt8]
    /// The root under which it was admitted.
    package let root: RootReference
    /// By whom a cancel of it may come while it runs.
    package let signers: [SignerFact]

    fileprivate init(
        operation: Operation,
        order: Order,
        rule: RuleName,
        content: [UInt8],
        root: RootReference,
        signers: [SignerFact]
    ) {
        self.operation = operation
        self.order = order
        self.rule = rule
        self.content = content
        self.root = root
        self.signers = signers
    }
}
