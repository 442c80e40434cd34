import FoundationEssentials
import Model
import WireMessages

/// What a device is told about itself: that it is active, or in another group, than people have said last.
enum DeviceAttacks {
    static let all = [quarantined, oldAdmission, oldGroups, othersAdmission, unloggedAdmission]

    static let quarantined = Attack(
        "quarantined",
        "a good order to a device in quarantine",
        "向隔离中的设备下发有效操作",
        on: .quarantined,
        expected: [.passing("quarantined")],
        fate: .runsLater
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }

    /// People once made it active, and then took that back.
    static let oldAdmission = Attack(
        "old-admission",
        "the old statement that the device is active, shown again",
        "重放“设备已准入”的旧登记",
        on: .quarantined,
        expected: [.passing("ok"), .passing("quarantined")],
        fate: .runsLater
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        try await endpoint.show(scene.evidence(scene.admission(of: scene.device), to: endpoint))
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }

    /// It was in `desktops`, where one technician is enough, before people moved it to `finance`.
    static let oldGroups = Attack(
        "old-groups",
        "the old statement of the device's group, shown again",
        "重放设备旧分组的登记",
        on: .finance,
        expected: [.passing("ok"), .passing("rule-unmet")]
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        try await endpoint.show(scene.evidence(scene.admission(of: scene.device), to: endpoint))
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }

    static let othersAdmission = Attack(
        "others-admission",
        "another device's admission",
        "别的设备的准入登记",
        on: .quarantined,
        expected: [.passing("target"), .passing("quarantined")],
        fate: .runsLater
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        try await endpoint.show(scene.evidence(scene.admission(of: scene.other), to: endpoint))
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }

    /// The contact's true signature, but the statement is kept out of the log: the proof is another leaf's.
    static let unloggedAdmission = Attack(
        "unlogged-admission",
        "an admission that was never logged",
        "从未入日志的准入登记",
        on: .quarantined,
        expected: [.passing("inclusion"), .passing("quarantined")],
        fate: .runsLater
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        let admission = scene.admission(version: Scene.forgedVersions)
        var evidence = try await scene.evidence(scene.admission(of: scene.device), to: endpoint)
        evidence.leaves[0].leaf = Data(
            try Entry.render(
                at: scene.now,
                kind: .device,
                statement: admission,
                signatures: [try scene.people.sign(admission, as: "c-li", .device)]
            )
        )
        try await endpoint.show(evidence)
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }
}

extension Scene {
    /// The text that makes the device under attack active in `desktops`.
    func admission(version: UInt64) -> StatementText {
        let row = DeviceRow(
            device: device,
            version: version,
            state: .active,
            name: "pc",
            groups: [GroupName("desktops")].compactMap { $0 }
        )
        return DeviceStatement(tenant: stolen.tenant, root: root, issued: now, devices: [row]).rendered()
    }
}
