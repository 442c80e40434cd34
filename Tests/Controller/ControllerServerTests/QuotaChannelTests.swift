import ControllerCore
import Foundation
import Model
import TestSupport
import Testing
import TransparencyLog
import Transport
import Wire
import WireMessages

@testable import ControllerServer

/// Full quotas, over the real listeners.
@Suite struct QuotaChannelTests {
    @Test func `a client over its quota is told so clearly, another client goes on`() async throws {
        let ground = try await Ground(quotas: TenantQuotas(entryBytesPerDay: 60_000))
        try await ground.serve { running async throws in
            let client = try await TestClient.create(running)
            let path = "/v1/tenants/acme/devices"
            var answers: [PeopleClient.Reply] = []
            while answers.last?.status != 429, answers.count < 500 {
                answers.append(try await running.people.get(path, token: client.token))
            }
            let refused = try #require(answers.last)
            #expect(refused.status == 429)
            #expect(refused.error?.code == "quota")
            #expect(refused.error?.message.contains("60000 bytes a day") == true)
            #expect(refused.error?.hint?.contains("configuration.json") == true)
            #expect(answers.dropLast().allSatisfy { $0.status == 200 })
            let size = try await running.controller.tenants.service(client.tenant).log.size()
            #expect(try await running.people.get(path, token: client.token).status == 429)
            #expect(try await running.controller.tenants.service(client.tenant).log.size() == size)
            // Whatever a client uses up, others come in and are served.
            #expect(try await running.people.login(running.ground.contact).status == 200)
            #expect(try await running.people.get("/v1/tenants", token: client.token).status == 200)
        }
    }

    @Test func `a denial is taken though the quota is full`() async throws {
        let ground = try await Ground(quotas: TenantQuotas(entryBytesPerDay: 60_000))
        try await ground.serve { running async throws in
            let client = try await TestClient.create(running)
            let agent = try ScriptedAgent("one", running)
            _ = try await agent.enrol(client, token: client.enrolmentToken(running))
            #expect(try await client.admit(running, agent.device).status == 200)
            let (operation, _) = try await client.order(running, agent.device)
            let service = try await running.controller.tenants.service(client.tenant)
            try await service.charge(bytes: 60_000, always: true)
            let (_, second) = try await client.order(running, agent.device)
            #expect(second.status == 429)
            #expect(second.error?.code == "quota")
            let denial = Denial(
                tenant: client.tenant,
                root: client.rootReference,
                operation: operation.id,
                statementSha256: operation.rendered().sha256,
                scriptSha256: operation.action.contentSha256,
                issued: Ground.now(),
                expires: Ground.now().adding(seconds: 600),
                reason: client.fixtures.salted("not on my watch")
            )
            let reply = try await client.submit(
                running,
                .denial,
                denial.rendered(),
                by: running.ground.contact,
                blobs: [client.fixtures.salt + Array("not on my watch".utf8)]
            )
            #expect(reply.status == 200)
            await agent.dialer.shutdown()
        }
    }

    @Test func `scripts beyond a client's room are refused with 507, and nothing of them is logged`() async throws {
        let ground = try await Ground(quotas: TenantQuotas(blobBytes: 10_000))
        try await ground.serve { running async throws in
            let client = try await TestClient.create(running)
            let agent = try ScriptedAgent("one", running)
            _ = try await agent.enrol(client, token: client.enrolmentToken(running))
            #expect(try await client.admit(running, agent.device).status == 200)
            let log = try await running.controller.tenants.service(client.tenant).log
            let size = try await log.size()
            let script = Array("#!/bin/sh\n".utf8) + [UInt8](repeating: UInt8(ascii: "#"), count: 20_000)
            let (_, refused) = try await client.order(running, agent.device, script: script)
            #expect(refused.status == 507)
            #expect(refused.error?.code == "quota")
            #expect(try await log.size() == size)
            #expect(try await client.order(running, agent.device).reply.status == 200)
            await agent.dialer.shutdown()
        }
    }
}
