import Model
import OperatorClient
import SSHSIG
import TestSupport
import Testing

@Suite struct KnownDevicesTests {
    /// A device of its own: its enrolment is learned, then a row with a name.
    private func device(_ seed: String) -> (id: DeviceID, enrolment: Enrolment) {
        let fixtures = StatementFixtures()
        let key = TestKey(seed)
        let enrolment = Enrolment(
            tenant: fixtures.tenant,
            device: key.deviceID,
            receiptKey: key.publicKey,
            agentKey: fixtures.agentKey.publicKey,
            sealingKey: fixtures.sealingKey,
            csrSha256: fixtures.digest("csr"),
            tokenSha256: fixtures.digest("token"),
            rootSha256: fixtures.digest("root"),
            issued: fixtures.issued
        )
        return (key.deviceID, enrolment)
    }

    private func row(
        _ id: DeviceID,
        _ name: String,
        version: UInt64 = 1,
        state: DeviceState = .active
    ) -> DeviceRow {
        DeviceRow(device: id, version: version, state: state, name: name, groups: [])
    }

    @Test func `a name that moves to another device is told until it is accepted`() throws {
        let (a, b) = (device("a"), device("b"))
        var known = KnownDevices()
        known.learn(a.enrolment, index: 1)
        try known.learn(row(a.id, "前台-01"), index: 2)
        let firstLook = known.checkNames()
        #expect(firstLook == [])
        known.learn(b.enrolment, index: 3)
        try known.learn(row(a.id, "前台-01", version: 2, state: .retired), index: 4)
        try known.learn(row(b.id, "前台-01"), index: 5)
        let move = KnownDevices.Move(name: "前台-01", from: a.id, to: b.id)
        let secondLook = known.checkNames()
        #expect(secondLook == [move])
        let thirdLook = known.checkNames()
        #expect(thirdLook == [move])
        let wasKnown = known.forget(name: "前台-01")
        #expect(wasKnown)
        let lastLook = known.checkNames()
        #expect(lastLook == [])
        #expect(known.names["前台-01"] == b.id.text)
    }

    @Test func `a second device under a known name is a move too`() throws {
        let (a, b) = (device("a"), device("b"))
        var known = KnownDevices()
        known.learn(a.enrolment, index: 1)
        known.learn(b.enrolment, index: 2)
        try known.learn(row(a.id, "front"), index: 3)
        _ = known.checkNames()
        try known.learn(row(b.id, "front"), index: 4)
        let moves = known.checkNames()
        #expect(moves.map(\.to) == [b.id])
    }

    @Test func `a name that two devices bear at first sight belongs to neither`() throws {
        let (a, b) = (device("a"), device("b"))
        var known = KnownDevices()
        known.learn(a.enrolment, index: 1)
        known.learn(b.enrolment, index: 2)
        try known.learn(row(a.id, "front"), index: 3)
        try known.learn(row(b.id, "front"), index: 4)
        let moves = known.checkNames()
        #expect(moves == [])
        #expect(known.names.isEmpty)
    }

    @Test func `a device does not go back to an older version`() throws {
        let a = device("a")
        var known = KnownDevices()
        known.learn(a.enrolment, index: 1)
        try known.learn(row(a.id, "front", version: 3), index: 2)
        #expect(throws: ClientError.deviceOlder(device: a.id, held: 3, presented: 2)) {
            try known.learn(row(a.id, "front", version: 2), index: 3)
        }
    }

    @Test func `a moved device stops with its own exit code and names the next step`() {
        let (a, b) = (device("a"), device("b"))
        let error = ClientError.deviceMoved(name: "前台-01", from: a.id, to: b.id)
        #expect(error.status == .verification)
        #expect(error.status.rawValue == 6)
        #expect(error.hint?.english.contains("--accept-moved '前台-01'") == true)
        let hostile = ClientError.deviceMoved(name: "a'$(id)\"`", from: a.id, to: b.id)
        #expect(hostile.hint?.english.contains("--accept-moved 'a'\\''$(id)\"`' (to") == true)
    }
}
