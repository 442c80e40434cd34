import ControllerCore
import Model
import SSHSIG
import TransparencyLog

/// Attacks that leave their trace in the log: it no longer verifies, and says where.
///
/// In two of them people's true orders run, because the word that stops them was withheld from the device. No endpoint can see
/// that; whoever reads the log can.
enum RecordAttacks {
    static let all = [
        forgedReceipt, unsignedOrder, borrowedSignature, otherTenantsOrder, forgedAdmission, techniciansAdmission,
        withheldCancel, withheldDenial,
    ]

    /// The endpoint never got the order; the controller writes its receipt itself.
    static let forgedReceipt = Attack(
        "forged-receipt",
        "a receipt forged with a key of the controller's",
        "用控制器自己的密钥伪造的回执",
        expected: [],
        fate: .neverRuns,
        finding: "entry"
    ) { scene, _ in
        let order = try await scene.order(signedBy: "t-zhao")
        let text = try await scene.receipt(for: order).rendered()
        let signature = try scene.signAsLog(text, .receipt)
        _ = try await scene.stolen.append(unchecked: scene.leaf(.receipt, text, [signature]))
        return order.id
    }

    static let unsignedOrder = Attack(
        "unsigned-order",
        "an order that nobody signed",
        "无人签署的操作",
        expected: [.receipt("signature")],
        finding: "entry"
    ) { scene, endpoint in
        let order = try await scene.force(try await scene.operation(), signatures: [])
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }

    /// Under the new text stands the technician's signature of the old one.
    static let borrowedSignature = Attack(
        "borrowed-signature",
        "an order with the script swapped after it was signed",
        "签署之后脚本被掉包的操作",
        expected: [.receipt("signature")],
        finding: "entry"
    ) { scene, endpoint in
        let signed = try await scene.operation()
        let signature = try scene.people.sign(signed.rendered(), as: "t-zhao", .operation)
        let swapped = try await scene.operation(script: Array("#!/bin/sh\necho stolen >>\"$CS_STATE/runs\"\n".utf8))
        let order = try await scene.force(swapped, signatures: [signature])
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }

    /// A technician of both clients signed it for the other one.
    static let otherTenantsOrder = Attack(
        "other-tenants-order",
        "another client's order in this client's log",
        "写入本客户日志的另一客户操作",
        expected: [.passing("tenant")],
        finding: "tenant"
    ) { scene, endpoint in
        let order = try await scene.log(scene.operation(tenant: TenantID("beta")), signedBy: ["t-zhao"])
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }

    static let forgedAdmission = Attack(
        "forged-admission",
        "an admission signed with the log's own key",
        "用日志密钥签署的准入登记",
        on: .quarantined,
        expected: [.passing("signer-unknown"), .passing("quarantined")],
        fate: .runsLater,
        finding: "device-statement"
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        let text = scene.admission(version: Scene.forgedVersions)
        let index = try await scene.log(text, as: .device, signatures: [try scene.signAsLog(text, .device)])
        try await endpoint.show(scene.evidence(index, to: endpoint))
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }

    static let techniciansAdmission = Attack(
        "technicians-admission",
        "an admission signed by a technician alone",
        "仅由技术员签署的准入登记",
        on: .quarantined,
        expected: [.passing("rule-unmet"), .passing("quarantined")],
        fate: .runsLater,
        finding: "device-statement"
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        let index = try await scene.log(
            scene.admission(version: Scene.forgedVersions + 1),
            as: .device,
            signedBy: ["t-zhao"]
        )
        try await endpoint.show(scene.evidence(index, to: endpoint))
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }

    static let withheldCancel = Attack(
        "withheld-cancel",
        "a cancelled order, the cancel withheld from the device",
        "对终端隐瞒撤销",
        expected: [.receipt("succeeded")],
        fate: .ranOnce,
        finding: "run-after-cancel"
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        _ = try await scene.cancel(order, as: "c-li")
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }

    static let withheldDenial = Attack(
        "withheld-denial",
        "a denied order, the denial withheld from the device",
        "对终端隐瞒否决",
        expected: [.receipt("succeeded")],
        fate: .ranOnce,
        finding: "run-after-denial"
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        _ = try await scene.deny(order, as: "c-li")
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }
}

extension Scene {
    /// Puts an order into the log that no reader takes for one.
    func force(_ operation: Model.Operation, signatures: [String]) async throws -> Order {
        let text = operation.rendered()
        let index = try await stolen.append(unchecked: leaf(.operation, text, signatures))
        return Order(index: index, operation: operation, text: text, script: Scene.script)
    }

    /// A leaf that nobody has checked.
    func leaf(_ kind: EntryKind, _ text: StatementText, _ signatures: [String]) -> [UInt8] {
        var object = JSONObject(type: Entry.type)
        object.set("at", now)
        object.set("kind", kind)
        object.set("statement", text.string)
        object.set("signatures", signatures)
        return JSONWriter.bytes(object.json)
    }

    /// The receipt that the device would write if the order had run, next in its chain.
    func receipt(for order: Order) async throws -> Receipt {
        let chain = try await stolen.entries(.receipt).compactMap { _, entry -> (Receipt, Digest)? in
            guard case .receipt(let receipt) = entry.statement, receipt.device == device else { return nil }
            return (receipt, entry.statementText.sha256)
        }
        guard let (last, sha256) = chain.last, let checkpoint = try await stolen.log.latestCheckpoint() else {
            throw SceneFault("\(device) has no receipt yet")
        }
        return Receipt(
            tenant: stolen.tenant,
            device: device,
            sequence: last.sequence + 1,
            previous: sha256,
            operation: order.id,
            statementSha256: order.text.sha256,
            leafIndex: order.index,
            checkpoint: checkpoint.note,
            root: root,
            rule: last.rule,
            outcome: .succeeded,
            exit: 0,
            admitted: now,
            started: now,
            ended: now,
            clock: last.clock,
            limits: last.limits,
            usage: last.usage,
            leftover: .none,
            executorVersion: last.executorVersion
        )
    }
}
