import ControllerCore
import Foundation
import Model
import SwiftProtobuf
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

    @Test func `a client that asks without end slows nobody but itself`() async throws {
        let ground = try await Ground(quotas: TenantQuotas(entryBytesPerDay: 60_000))
        try await ground.serve { running async throws in
            let greedy = try await TestClient.create(running)
            let modest = try await TestClient.create(running, tenant: .literal("globex"))
            let refused = try await withThrowingTaskGroup(of: Int.self) { tasks in
                for _ in 0..<4 {
                    tasks.addTask {
                        var refused = 0
                        for _ in 0..<60 {
                            let reply = try await running.people.get("/v1/tenants/acme/devices", token: greedy.token)
                            if reply.status == 429 { refused += 1 }
                        }
                        return refused
                    }
                }
                // Meanwhile: a device comes, is admitted, and gets an order.
                let agent = try ScriptedAgent("one", running)
                #expect(try await agent.enrol(modest, token: modest.enrolmentToken(running)).code.isEmpty)
                #expect(try await modest.admit(running, agent.device).status == 200)
                #expect(try await modest.order(running, agent.device).reply.status == 200)
                await agent.dialer.shutdown()
                return try await tasks.reduce(0, +)
            }
            #expect(refused > 0)
            let list: DeviceList = try await running.people.get("/v1/tenants/globex/devices", token: modest.token)
                .decoded()
            #expect(list.devices.count == 1)
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

    /// The receipt of a run without output, with its place in the log read from there.
    private func report(
        _ operation: Model.Operation,
        _ agent: ScriptedAgent,
        _ client: TestClient,
        _ service: TenantService
    ) async throws -> WireReceiptReport {
        let index = try #require(await service.progress(operation.id)?.operation.order.index)
        let now = Ground.now()
        let text = Receipt(
            tenant: client.tenant,
            device: agent.device,
            sequence: 1,
            previous: Receipt.noPrevious,
            operation: operation.id,
            statementSha256: operation.rendered().sha256,
            leafIndex: index,
            checkpoint: try #require(try await service.log.latestCheckpoint()).note,
            root: client.rootReference,
            rule: .literal("everyday"),
            outcome: .succeeded,
            exit: 0,
            admitted: now,
            started: now,
            ended: now,
            clock: ReceiptClock(synchronised: true, offsetMs: 1),
            limits: ReceiptLimits(mechanism: .literal("cgroup2")),
            usage: ReceiptUsage(cpuMs: 1, maxRssBytes: 1 << 20),
            leftover: .none,
            executorVersion: .literal("0.1.0")
        ).rendered()
        var report = WireReceiptReport()
        report.sequence = 1
        report.receipt =
            SignedText(statement: text.bytes, signature: agent.receiptKey.sign(text, for: .receipt)).wire
        return report
    }

    /// Sends a receipt and gives the answer, past whatever else comes.
    private func answer(
        to report: WireReceiptReport,
        _ agent: ScriptedAgent,
        _ identity: ChannelIdentity
    ) async throws -> WireReceiptProof? {
        try await agent.connect(as: identity) { channel, _ async throws in
            try await channel.send(.receipt(report))
            while let message = try await channel.next() {
                switch message {
                case .receiptProof(let proof): return proof
                case .evidence(let evidence):
                    // Judged, so that what is behind it comes.
                    var judged = WireEvidenceJudged()
                    judged.id = evidence.id
                    judged.verdicts = evidence.leaves.map { leaf in
                        .with {
                            $0.index = leaf.index
                            $0.code = "ok"
                        }
                    }
                    judged.status = agent.status(identity.agent.tenant, version: 1)
                    try await channel.send(.judged(judged))
                default: continue
                }
            }
            return nil
        }
    }

    @Test func `a receipt over the quota stays with its device, and is taken once there is room`() async throws {
        let ground = try await Ground(quotas: TenantQuotas(entryBytesPerDay: 60_000))
        let (client, agent, identity, operation) = try await ground.serve { running async throws in
            let client = try await TestClient.create(running)
            let agent = try ScriptedAgent("one", running)
            let identity = try agent.identity(try await agent.enrol(client, token: client.enrolmentToken(running)))
            #expect(try await client.admit(running, agent.device).status == 200)
            let (operation, _) = try await client.order(running, agent.device)
            let service = try await running.controller.tenants.service(client.tenant)
            try await service.charge(bytes: 60_000, always: true)
            let size = try await service.log.size()
            let proof = try await answer(
                to: report(operation, agent, client, service),
                agent,
                identity
            )
            #expect(proof?.problem == "log")
            #expect(try await service.log.size() == size)
            return (client, agent, identity, operation)
        }
        // Whoever runs the controller raises the figure.
        let path = ground.folder.configuration
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let raised = text.replacingOccurrences(of: ":60000", with: ":60000000")
        #expect(raised != text)
        try raised.write(toFile: path, atomically: true, encoding: .utf8)
        try await ground.serve { running async throws in
            let service = try await running.controller.tenants.service(client.tenant)
            let proof = try await answer(
                to: report(operation, agent, client, service),
                agent,
                identity
            )
            #expect(proof?.problem == "")
            #expect(proof?.hasReceipt == true)
        }
        await agent.dialer.shutdown()
    }
}
