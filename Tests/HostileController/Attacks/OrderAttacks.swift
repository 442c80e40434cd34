import ControllerServer
import FoundationEssentials
import Model
import TransparencyLog
import WireMessages

/// Orders that people signed, bent or misused on their way: the script, the time, the addressee.
enum OrderAttacks {
    static let all = [
        alteredScript, swappedScript, neverLogged, replay, duplicate, expired, postdated, otherDevice, otherTenant,
    ]

    static let alteredScript = Attack(
        "altered-script",
        "one byte of the script changed",
        "脚本被改一个字节",
        expected: [.passing("digest")],
        fate: .runsLater
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        var delivery = try await scene.delivery(of: order, to: endpoint)
        delivery.content.bend()
        try await endpoint.deliver(delivery)
        return order.id
    }

    /// The contact approves one script; another, just as long, is delivered with all true signatures.
    static let swappedScript = Attack(
        "swapped-script",
        "the script swapped between approval and delivery",
        "会签之后、下发之前脚本被掉包",
        on: .finance,
        expected: [.passing("digest")],
        fate: .runsLater
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        let approval = try await scene.approve(order, as: "c-li")
        var delivery = try await scene.delivery(of: order, approvals: [approval], to: endpoint)
        delivery.content.replaceSubrange(delivery.content.indices, with: order.script.reversed())
        try await endpoint.deliver(delivery)
        return order.id
    }

    /// A technician really signed it, but it stands in no log: another order's proof is given for it.
    static let neverLogged = Attack(
        "never-logged",
        "an order that was never logged",
        "从未入日志的操作",
        expected: [.passing("inclusion")]
    ) { scene, endpoint in
        var delivery = try await scene.delivery(of: scene.pastOrder(), to: endpoint)
        let hidden = try await scene.operation().rendered()
        let signature = try scene.people.sign(hidden, as: "t-zhao", .operation)
        delivery.operation.leaf = Data(
            try Entry.render(at: scene.now, kind: .operation, statement: hidden, signatures: [signature])
        )
        try await endpoint.deliver(delivery)
        return nil
    }

    static let replay = Attack(
        "replay",
        "an order that has run, delivered again",
        "重放已执行过的操作",
        expected: [.passing("replay")],
        fate: .ranOnce
    ) { scene, endpoint in
        let order = try await scene.pastOrder()
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }

    /// An honest controller that lost an answer does this too: the order runs once, and has one receipt.
    static let duplicate = Attack(
        "duplicate",
        "one delivery sent twice",
        "同一下发重复发送",
        expected: [.receipt("succeeded"), .passing("replay")],
        fate: .ranOnce
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        let delivery = try await scene.delivery(of: order, to: endpoint)
        try await endpoint.deliver(delivery)
        try await endpoint.deliver(delivery)
        return order.id
    }

    /// The thief kept a good order back until its time was over.
    static let expired = Attack(
        "expired",
        "an order held back until it expired",
        "扣压到过期的操作",
        expected: [.receipt("expired")]
    ) { scene, endpoint in
        let order = try await scene.log(scene.operation(from: -7_200, for: 3_600), signedBy: ["t-zhao"])
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }

    static let postdated = Attack(
        "postdated",
        "an order dated one hour ahead",
        "日期提前一小时的操作",
        expected: [.passing("not-yet")]
    ) { scene, endpoint in
        let order = try await scene.log(scene.operation(from: 3_600), signedBy: ["t-zhao"])
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }

    static let otherDevice = Attack(
        "other-device",
        "an order for another device",
        "发给另一台设备的操作",
        expected: [.passing("target")]
    ) { scene, endpoint in
        let order = try await scene.log(scene.operation(to: scene.other), signedBy: ["t-zhao"])
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }

    /// The thief has another client's log too, whose technicians may be the same people.
    static let otherTenant = Attack(
        "other-tenant",
        "another client's order, with that client's log",
        "另一客户的操作与日志",
        expected: [.passing("checkpoint")]
    ) { scene, endpoint in
        guard let beta = TenantID("beta") else { return nil }
        let operation = try await scene.operation(tenant: beta)
        let signature = try scene.people.sign(operation.rendered(), as: "t-zhao", .operation)
        let leaf = try Entry.render(
            at: scene.now,
            kind: .operation,
            statement: operation.rendered(),
            signatures: [signature]
        )
        let key = try NoteSigner.generate(name: scene.stolen.configuration.logOrigin(beta))
        let log = try await StolenController.log(
            of: Array(repeating: leaf, count: Int(await endpoint.size) + 1),
            signedBy: key
        )
        let order = Scene.Order(index: 0, operation: operation, text: operation.rendered(), script: Scene.script)
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint, from: log))
        return nil
    }
}
