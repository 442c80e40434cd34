import Model
import SSHSIG
import TransparencyLog

/// Orders, well logged, under signatures that do not make the rule: who signed, as what, and how many people they are.
enum SignerAttacks {
    static let all = [
        outsider, controllersKey, wrongRole, withoutApproval, approvesOwn, twoKeys, twoKeysApart, otherApproval,
        otherContent,
    ]

    static let outsider = Attack(
        "outsider",
        "a signer outside the root",
        "信任根之外的签名人",
        expected: [.receipt("signer-unknown")]
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "outsider")
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }

    /// The thief signs with the best key it has: the one that signs the log.
    static let controllersKey = Attack(
        "controllers-key",
        "an order signed with the log's own key",
        "用日志自己的密钥签署的操作",
        expected: [.receipt("signer-unknown")]
    ) { scene, endpoint in
        let operation = try await scene.operation()
        let text = operation.rendered()
        let signature = try scene.signAsLog(text, .operation)
        let index = try await scene.log(text, as: .operation, signatures: [signature])
        let order = Scene.Order(index: index, operation: operation, text: text, script: Scene.script)
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }

    static let wrongRole = Attack(
        "wrong-role",
        "the contact signs where a technician must",
        "应由技术员签署，却由接口人签署",
        expected: [.passing("rule-unmet")]
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "c-li")
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }

    static let withoutApproval = Attack(
        "without-approval",
        "an order delivered before the contact's approval",
        "接口人尚未会签即下发",
        on: .finance,
        expected: [.passing("rule-unmet")]
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }

    static let approvesOwn = Attack(
        "approves-own",
        "one technician signs and approves where two people must",
        "须两人签署，同一技术员既签又会签",
        on: .finance,
        expected: [.passing("rule-unmet")]
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        let approval = try await scene.approve(order, as: "t-zhao")
        try await endpoint.deliver(scene.delivery(of: order, approvals: [approval], to: endpoint))
        return order.id
    }

    /// `p-wu` is technician and contact, with two keys: still one person, who fills one slot.
    static let twoKeys = Attack(
        "two-keys",
        "one person of both roles signs with two keys",
        "一人身兼两职，用两把密钥签署",
        on: .finance,
        expected: [.passing("rule-unmet")]
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "p-wu", "p-wu-2")
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }

    static let twoKeysApart = Attack(
        "two-keys-apart",
        "the same person signs with one key and approves with another",
        "同一人用一把密钥签署、另一把会签",
        on: .finance,
        expected: [.passing("rule-unmet")]
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "p-wu")
        let approval = try await scene.approve(order, as: "p-wu-2")
        try await endpoint.deliver(scene.delivery(of: order, approvals: [approval], to: endpoint))
        return order.id
    }

    static let otherApproval = Attack(
        "other-approval",
        "the approval of another order",
        "别的操作的会签",
        on: .finance,
        expected: [.passing("rule-unmet")]
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        let another = try await scene.operation()
        let approval = try await scene.approve(
            Scene.Order(index: 0, operation: another, text: another.rendered(), script: Scene.script),
            as: "c-li"
        )
        try await endpoint.deliver(scene.delivery(of: order, approvals: [approval], to: endpoint))
        return order.id
    }

    /// The contact was shown another script than the order names.
    static let otherContent = Attack(
        "other-content",
        "the approval of the same order with another script",
        "会签所见脚本与操作不符",
        on: .finance,
        expected: [.passing("rule-unmet")]
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        let approval = try await scene.approve(order, as: "c-li", content: order.script.reversed())
        try await endpoint.deliver(scene.delivery(of: order, approvals: [approval], to: endpoint))
        return order.id
    }
}

extension Scene {
    /// Signs with the stolen log's key, as if it were a person's.
    func signAsLog(_ text: StatementText, _ kind: EntryKind) throws -> String {
        guard let signer = Ed25519Signer(seed: stolen.logKey.seed), let namespace = kind.namespace else {
            throw SceneFault("the log's key cannot sign")
        }
        return signer.sign(text.bytes, namespace: namespace)
    }
}
