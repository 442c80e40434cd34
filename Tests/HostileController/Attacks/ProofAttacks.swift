import ControllerCore
import FoundationEssentials
import Model
import TransparencyLog
import WireMessages

/// Proofs that do not hold, and histories that do not fit together.
///
/// Only the last one latches: two trees of one size, both signed by the log's key. Anything less is an ordinary refusal, or any
/// bad proof could take an endpoint out of service.
enum ProofAttacks {
    static let all = [forgedInclusion, bricking, rollback, reordered, falseAcknowledgement, fork]

    static let forgedInclusion = Attack(
        "forged-inclusion",
        "a good order with a forged inclusion proof",
        "操作有效但包含证明是伪造的",
        expected: [.passing("inclusion")],
        fate: .runsLater
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        var delivery = try await scene.delivery(of: order, to: endpoint)
        delivery.operation.inclusion[0].bend()
        try await endpoint.deliver(delivery)
        return order.id
    }

    /// Four bad proofs in a row, then the honest delivery of the same order, which has to run.
    static let bricking = Attack(
        "bricking",
        "bad proofs meant to latch the endpoint; then an honest delivery",
        "企图用坏证明锁死终端，随后诚实下发",
        expected: [
            .passing("consistency"), .passing("consistency"), .passing("checkpoint"), .passing("inclusion"),
            .receipt("succeeded"),
        ],
        fate: .ranOnce
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        let honest = try await scene.delivery(of: order, to: endpoint)

        var bentConsistency = honest
        bentConsistency.proof.consistency[0].bend()
        try await endpoint.deliver(bentConsistency)

        // A longer tree by the log's own key that does not contain what the device has seen.
        let held = await endpoint.size
        let leaf = try await scene.stolen.log.leaf(at: order.index)
        let other = try await scene.stolen.otherHistory(keeping: held - 1, then: [leaf, leaf])
        let moved = Scene.Order(index: held, operation: order.operation, text: order.text, script: order.script)
        try await endpoint.deliver(scene.delivery(of: moved, to: endpoint, from: other))

        // What looks like a fork, but the log's key has not signed it.
        var unsignedFork = honest
        let lookalike = try Checkpoint(origin: scene.stolen.logKey.verifierKey.name, size: held, root: .zero)
        let stranger = try NoteSigner.generate(name: scene.stolen.logKey.verifierKey.name)
        unsignedFork.proof.checkpoint = try stranger.sign(lookalike).raw
        try await endpoint.deliver(unsignedFork)

        var bentInclusion = honest
        bentInclusion.operation.inclusion[0].bend()
        try await endpoint.deliver(bentInclusion)

        try await endpoint.deliver(honest)
        return order.id
    }

    /// The log as it was before the device last looked.
    static let rollback = Attack(
        "rollback",
        "an older checkpoint than the device holds",
        "比终端所持更旧的检查点",
        expected: [.passing("checkpoint-behind")],
        fate: .ranOnce
    ) { scene, endpoint in
        let order = try await scene.pastOrder()
        guard let old = try await scene.stolen.log.checkpoint(atOrAfter: order.index + 1) else { return nil }
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint, at: old.size))
        return order.id
    }

    /// Deliveries overtake each other on honest networks too: the older one is made again and runs.
    static let reordered = Attack(
        "reordered",
        "two deliveries in the wrong order",
        "两次下发顺序颠倒",
        expected: [.receipt("succeeded"), .passing("checkpoint-behind"), .receipt("succeeded")],
        fate: .ranOnce
    ) { scene, endpoint in
        let first = try await scene.order(signedBy: "t-zhao")
        let early = try await scene.delivery(of: first, to: endpoint)
        let second = try await scene.order(signedBy: "t-zhao")
        try await endpoint.deliver(scene.delivery(of: second, to: endpoint))
        try await endpoint.deliver(early)
        try await endpoint.deliver(scene.delivery(of: first, to: endpoint))
        return first.id
    }

    /// The thief wants the receipt forgotten: it claims that it is logged, with proofs of other things.
    static let falseAcknowledgement = Attack(
        "false-acknowledgement",
        "a receipt said to be logged that is not",
        "谎称回执已入日志",
        expected: [.receipt("succeeded"), .passing("kept"), .passing("kept")],
        fate: .ranOnce
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        let proven = try await scene.delivery(of: order, to: endpoint)
        var claim = WireReceiptProof()
        claim.sequence = await endpoint.status.lastSequence
        claim.proof = proven.proof
        claim.receipt = proven.operation
        try await endpoint.acknowledge(claim)  // another leaf, truly proven
        claim.receipt.leaf = Data(try await endpoint.newestReceipt(at: scene.now))
        try await endpoint.acknowledge(claim)  // the receipt, with the other leaf's proof
        return order.id
    }

    /// A tree of the very size that the device holds, with another root, signed by the log's key: two histories.
    static let fork = Attack(
        "fork",
        "a forked log: two trees of one size, both signed",
        "日志分叉：同一大小、两个签名的树",
        expected: [.passing("fork"), .passing("fork"), .passing("fork")]
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        let held = await endpoint.size
        let leaf = try await scene.stolen.log.leaf(at: order.index)
        let other = try await scene.stolen.otherHistory(keeping: held - 1, then: [leaf])
        let moved = Scene.Order(index: held - 1, operation: order.operation, text: order.text, script: order.script)
        try await endpoint.deliver(scene.delivery(of: moved, to: endpoint, from: other))
        // From here on nothing is taken, not even what is true.
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        try await endpoint.show(scene.evidence(scene.admission(of: scene.device), to: endpoint))
        return order.id
    }
}
