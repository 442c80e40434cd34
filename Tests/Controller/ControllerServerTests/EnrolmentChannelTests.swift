import ControllerCore
import ControllerServer
import Foundation
import Model
import TestSupport
import Testing
import TransparencyLog
import Transport
import Wire
import WireMessages

@Suite struct EnrolmentChannelTests {
    @Test func `a token enrols a device, and the log has its statement`() async throws {
        try await Ground().serve { running async throws in
            let client = try await TestClient.create(running)
            let agent = try ScriptedAgent("one", running)
            let answer = try await agent.enrol(client, token: client.enrolmentToken(running))
            #expect(answer.code.isEmpty)
            #expect(answer.certificates.count == 2)
            let identity = try agent.identity(answer)
            #expect(identity.agent.device == agent.device)
            #expect(identity.agent.tenant == client.tenant)
            let list: DeviceList = try await running.people.get("/v1/tenants/acme/devices", token: client.token)
                .decoded()
            #expect(list.devices.map(\.device) == [agent.device.text])
            #expect(list.devices.first?.statement == nil)
            await agent.dialer.shutdown()
        }
    }

    @Test func `a token's uses end, an answer that was lost is given again`() async throws {
        try await Ground().serve { running async throws in
            let client = try await TestClient.create(running)
            let token = try await client.enrolmentToken(running, uses: 1)
            let first = try ScriptedAgent("one", running)
            let csr = try first.channelKey.request()
            let text = first.enrolment(client, token: token, csr: csr)
            var order = WireEnrolmentOrder()
            order.token = Data(token)
            order.csr = Data(csr)
            order.enrolment =
                SignedText(statement: text.bytes, signature: first.receiptKey.sign(text, for: .enrolment)).wire
            #expect(try await first.ask(.enrol(order)).code.isEmpty)
            #expect(try await first.ask(.enrol(order)).code.isEmpty)
            let second = try ScriptedAgent("two", running)
            #expect(try await second.enrol(client, token: token).code == "token-spent")
            #expect(try await second.enrol(client, token: [UInt8](repeating: 1, count: 32)).code == "token-unknown")
            #expect(try await second.enrol(client, token: [1, 2, 3]).code == "malformed")
            await first.dialer.shutdown()
            await second.dialer.shutdown()
        }
    }

    @Test func `of many devices that come at once with one use exactly one is enrolled`() async throws {
        try await Ground().serve { running async throws in
            let client = try await TestClient.create(running)
            let token = try await client.enrolmentToken(running, uses: 1)
            let agents = try (0..<24).map { try ScriptedAgent("device \($0)", running) }
            let codes = try await withThrowingTaskGroup(of: String.self) { tasks in
                for agent in agents {
                    tasks.addTask { try await agent.enrol(client, token: token).code }
                }
                return try await tasks.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(codes.count(where: \.isEmpty) == 1)
            #expect(codes.count { $0 == "token-spent" } == 23)
            let list: DeviceList = try await running.people.get("/v1/tenants/acme/devices", token: client.token)
                .decoded()
            #expect(list.devices.count == 1)
            for agent in agents { await agent.dialer.shutdown() }
        }
    }

    @Test func `uses that were taken before a restart stay taken`() async throws {
        let ground = try await Ground()
        let (client, token) = try await ground.serve { running async throws in
            let client = try await TestClient.create(running)
            let token = try await client.enrolmentToken(running, uses: 1)
            let agent = try ScriptedAgent("one", running)
            #expect(try await agent.enrol(client, token: token).code.isEmpty)
            await agent.dialer.shutdown()
            return (client, token)
        }
        try await ground.serve { running async throws in
            let agent = try ScriptedAgent("two", running)
            #expect(try await agent.enrol(client, token: token).code == "token-spent")
            await agent.dialer.shutdown()
        }
    }

    @Test func `a device renews with its agent key, and nobody else for it`() async throws {
        try await Ground().serve { running async throws in
            let client = try await TestClient.create(running)
            let agent = try ScriptedAgent("one", running)
            #expect(try await agent.renewal(client).code == "device-unknown")
            _ = try await agent.enrol(client, token: client.enrolmentToken(running))
            #expect(try await agent.renewal(client, signedBy: TestKey("stranger")).code == "signature")
            let answer = try await agent.renewal(client)
            #expect(answer.code.isEmpty)
            #expect(try agent.identity(answer).agent.device == agent.device)
            await agent.dialer.shutdown()
        }
    }

    @Test func `a request above 16 KiB ends its connection and no other`() async throws {
        try await Ground().serve { running async throws in
            let client = try await TestClient.create(running)
            let agent = try ScriptedAgent("one", running)
            let answer = try await agent.dialer.connectForEnrolment(to: agent.address, trusting: agent.authority) {
                channel in
                _ = try await channel.next(WireEnrolmentHello.self, limit: WireLimits.enrolmentAnswer)
                var order = WireEnrolmentOrder()
                order.csr = Data(repeating: 7, count: 20_000)
                try await channel.send(WireEnrolmentRequest(.enrol(order)), limit: WireLimits.agentFrame)
                return try await channel.next(WireEnrolmentAnswer.self, limit: WireLimits.enrolmentAnswer)
            }
            #expect(answer == nil)
            #expect(try await agent.enrol(client, token: client.enrolmentToken(running)).code.isEmpty)
            await agent.dialer.shutdown()
        }
    }
}
