import ControllerCore
import ControllerServer
import Foundation
import Harness
import Model
import TestSupport
import Testing
import Transport
import WireMessages

/// A disk that is full or read-only, for real, under the real program.
@Suite(.enabled(if: SmallDisk.isPossible)) struct SmallDiskTests {
    /// A client with an enrolled device, and a session that outlives a restart.
    private func prepare(_ ground: Ground) async throws -> (client: TestClient, device: DeviceID) {
        try await ground.serve { running async throws in
            let client = try await TestClient.create(running)
            let agent = try ScriptedAgent("one", running)
            #expect(try await agent.enrol(client, token: client.enrolmentToken(running)).code.isEmpty)
            await agent.dialer.shutdown()
            return (client, agent.device)
        }
    }

    private func admission(_ client: TestClient, _ device: DeviceID, _ ground: Ground) -> Submission {
        let text = DeviceStatement(
            tenant: client.tenant,
            root: client.rootReference,
            issued: Ground.now(),
            devices: [DeviceRow(device: device, version: 1, state: .active, name: "desk-1", groups: [])]
        ).rendered()
        return Submission(
            kind: "device",
            statement: text.string,
            signatures: [ground.contact.sign(text, for: .device)]
        )
    }

    @Test func `on a full disk submissions fail clearly, nothing is half-written, and room cures it`() async throws {
        let ground = try await Ground()
        let (client, device) = try await prepare(ground)
        let disk = try SmallDisk(ground, kilobytes: 16 << 10)
        defer { disk.server.stop() }
        let people = try disk.people()
        let path = "/v1/tenants/acme"
        #expect(try await people.get("\(path)/devices", token: client.token).status == 200)
        let before = try await disk.verifiedSize(of: client.tenant)

        try disk.fill()
        // Room within what SQLite holds already may take a few more; then no entry, and so no answer.
        var taken: UInt64 = 0
        var reply = try await people.post("\(path)/submissions", admission(client, device, ground), token: client.token)
        while reply.status == 200, taken < 400 {
            taken += 1
            reply = try await people.get("\(path)/devices", token: client.token)
        }
        #expect(reply.status == 503)
        #expect(reply.error?.code == "disk")
        #expect(reply.error?.hint != nil)
        // A refusal is an entry too, so this one can't even be refused.
        let order = try await people.post("\(path)/submissions", unfit(client), token: client.token)
        #expect(order.status == 503)
        #expect(order.error?.code == "disk")
        #expect(try await disk.verifiedSize(of: client.tenant) == before + taken)
        #expect(try disk.shell("ls -A data/blobs/acme 2>/dev/null | grep partial; true").output.isEmpty)

        try disk.free()
        let admitted = try await people.post(
            "\(path)/submissions",
            admission(client, device, ground),
            token: client.token
        )
        #expect(admitted.status == 200)
        let list: DeviceList = try await people.get("\(path)/devices", token: client.token).decoded()
        #expect(list.devices.first?.statement != nil)
        #expect(try await disk.verifiedSize(of: client.tenant) >= before + taken + 1)
        try await people.close()
    }

    /// An order that nobody here would take.
    private func unfit(_ client: TestClient) -> Submission {
        let text = client.fixtures.operation().rendered()
        return Submission(
            kind: "operation",
            statement: text.string,
            signatures: [client.fixtures.technician.sign(text, for: .operation)]
        )
    }

    @Test func `a start on a full disk says so and changes nothing`() async throws {
        let ground = try await Ground()
        _ = try await prepare(ground)
        let disk = try SmallDisk(
            ground,
            kilobytes: 16 << 10,
            before: "cat /dev/zero > filler 2>/dev/null || true",
            awaitsReady: false
        )
        #expect(try disk.server.saysReady() == false)
        #expect(try disk.server.ending() == .exited(1))
        #expect(disk.server.said.hasPrefix("error: ") || disk.server.said.contains("\nerror: "))
        #expect(disk.server.said.contains("full"))
        #expect(disk.server.said.contains("\nhint: "))
    }

    @Test func `a start on a read-only disk says so`() async throws {
        let ground = try await Ground()
        _ = try await prepare(ground)
        let disk = try SmallDisk(
            ground,
            kilobytes: 16 << 10,
            before: "mount -o remount,ro '\(ground.temporary.file("disk"))'",
            awaitsReady: false
        )
        #expect(try disk.server.saysReady() == false)
        #expect(try disk.server.ending() == .exited(1))
        #expect(disk.server.said.lowercased().contains("read-only"))
        #expect(disk.server.said.contains("\nhint: "))
    }
}
