import Model
import SSHSIG
import TestSupport
import TransparencyLog
import Trust

extension GateWorld {
    // MARK: Leaves other than orders

    private func leaf(_ kind: EntryKind, _ text: StatementText, _ keys: [TestKey]) -> [UInt8] {
        RawLeaf.bytes(
            kind: kind.rawValue,
            at: now,
            statement: text.string,
            signatures: keys.map { $0.sign(text, for: kind) }
        )
    }

    func deviceLeaf(
        version: UInt64,
        state: DeviceState = .active,
        groups: [GroupName] = [GateWorld.finance],
        name: String = "finance-pc-3",
        of device: DeviceID = GateWorld.device,
        by keys: [TestKey] = [GateWorld.technician, GateWorld.contact]
    ) throws -> [UInt8] {
        let row = DeviceRow(device: device, version: version, state: state, name: name, groups: groups)
        let statement = DeviceStatement(
            tenant: GateWorld.tenant,
            root: root.reference,
            issued: now,
            devices: [row]
        )
        return leaf(.device, statement.rendered(), keys)
    }

    func cancelLeaf(by key: TestKey, devices: [DeviceID]? = nil, issued: Timestamp? = nil) -> [UInt8] {
        let cancel = Cancel(
            tenant: GateWorld.tenant,
            operation: order.id,
            statementSha256: statement.sha256,
            devices: devices,
            issued: issued ?? now,
            reason: .make(salt: [UInt8](repeating: 1, count: SaltedDigest.saltLength), content: [1])
        )
        return leaf(.cancel, cancel.rendered(), [key])
    }

    func denialLeaf(by key: TestKey, issued: Timestamp? = nil) -> [UInt8] {
        let denial = Denial(
            tenant: GateWorld.tenant,
            root: root.reference,
            operation: order.id,
            statementSha256: statement.sha256,
            scriptSha256: operation.action.contentSha256,
            issued: issued ?? order.issued,
            expires: order.expires,
            reason: .make(salt: [UInt8](repeating: 1, count: SaltedDigest.saltLength), content: [1])
        )
        return leaf(.denial, denial.rendered(), [key])
    }

    func statusLeaf(
        revoking keys: [TestKey],
        by key: TestKey = GateWorld.narrower,
        issued: Timestamp? = nil,
        root: RootReference? = nil
    ) -> [UInt8] {
        let issued = issued ?? now
        let status = Status(
            tenant: GateWorld.tenant,
            root: root ?? self.root.reference,
            issued: issued,
            expires: issued.adding(seconds: 3_600),
            revokedKeys: keys.map(\.fingerprint),
            revokedItems: []
        )
        return leaf(.status, status.rendered(), [key])
    }
}
