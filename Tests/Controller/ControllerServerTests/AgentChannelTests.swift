import AsyncHTTPClient
import ControllerCore
import ControllerServer
import Foundation
import Model
import NIOCore
import NIOHTTP1
import SwiftProtobuf
import TestSupport
import Testing
import TransparencyLog
import Transport
import Wire
import WireMessages

@Suite struct AgentChannelTests {
    /// A client with one device that is enrolled and admitted.
    private func admitted(_ running: RunningController) async throws -> (TestClient, ScriptedAgent, ChannelIdentity) {
        let client = try await TestClient.create(running)
        let agent = try ScriptedAgent("one", running)
        let identity = try agent.identity(try await agent.enrol(client, token: client.enrolmentToken(running)))
        #expect(try await client.admit(running, agent.device).status == 200)
        return (client, agent, identity)
    }

    private func verified(_ proof: WireLogProof, _ running: RunningController, _ client: TestClient) async throws
        -> Checkpoint
    {
        let key = try await running.controller.tenants.service(client.tenant).log.verifierKey
        return try VerifiedCheckpoint.verify(note: proof.checkpoint, origin: key.name, logKey: key, witnesses: [])
            .checkpoint
    }

    private func isIncluded(_ wire: WireLoggedLeaf, _ checkpoint: Checkpoint) throws -> Bool {
        let leaf = try LoggedLeaf(wire)
        return InclusionProof.verify(
            leaf.inclusion,
            index: leaf.index,
            size: checkpoint.size,
            leafHash: MerkleHash.leaf(leaf.leaf),
            root: checkpoint.root
        )
    }

    /// Judges evidence as a device does that accepts all of it, and gives the checkpoint it then holds.
    private func judge(
        _ evidence: WireEvidence,
        _ channel: AgentChannel,
        _ agent: ScriptedAgent,
        _ running: RunningController,
        _ client: TestClient,
        version: UInt64
    ) async throws -> Checkpoint {
        let checkpoint = try await verified(evidence.proof, running, client)
        var judged = WireEvidenceJudged()
        judged.id = evidence.id
        for leaf in evidence.leaves {
            #expect(try isIncluded(leaf, checkpoint))
            var verdict = WireEvidenceVerdict()
            verdict.index = leaf.index
            verdict.code = "ok"
            judged.verdicts.append(verdict)
        }
        judged.status = agent.status(
            client.tenant,
            checkpoint: evidence.proof.checkpoint,
            size: checkpoint.size,
            version: version
        )
        try await channel.send(.judged(judged))
        return checkpoint
    }

    private func receipt(
        _ order: Entry,
        index: UInt64,
        note: String,
        _ agent: ScriptedAgent,
        _ client: TestClient,
        output: [UInt8]
    ) throws -> StatementText {
        guard case .operation(let operation) = order.statement else { throw ScriptedAgent.Refused() }
        let now = Ground.now()
        let stdout = SaltedDigest.make(salt: client.fixtures.salt, content: output)
        return Receipt(
            tenant: client.tenant,
            device: agent.device,
            sequence: 1,
            previous: Receipt.noPrevious,
            operation: operation.id,
            statementSha256: order.statementText.sha256,
            leafIndex: index,
            checkpoint: note,
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
            stdout: OutputDigest(
                sha256: stdout.sha256,
                bytes: stdout.bytes,
                keptBytes: stdout.bytes,
                truncated: false,
                masked: false
            ),
            leftover: .none,
            executorVersion: .literal("0.1.0")
        ).rendered()
    }

    @Test func `an order goes out proven, its receipt comes back and is proven`() async throws {
        try await Ground().serve { running async throws in
            let (client, agent, identity) = try await admitted(running)
            let (operation, reply) = try await client.order(running, agent.device)
            #expect(reply.status == 200)
            let output = Array("requeued\n".utf8)
            try await agent.connect(as: identity) { channel, hello async throws in
                #expect(!hello.onHold)
                guard case .evidence(let evidence)? = try await channel.next() else {
                    Issue.record("no evidence came first")
                    return
                }
                let held = try await judge(evidence, channel, agent, running, client, version: 1)
                guard case .delivery(let delivery)? = try await channel.next() else {
                    Issue.record("no delivery came")
                    return
                }
                let seen = try await verified(delivery.proof, running, client)
                #expect(delivery.proof.consistencyFrom == held.size)
                #expect(
                    ConsistencyProof.verify(
                        try LogProof(delivery.proof).consistency,
                        from: (held.size, held.root),
                        to: (seen.size, seen.root)
                    )
                )
                #expect(try isIncluded(delivery.operation, seen))
                #expect([UInt8](delivery.content) == client.fixtures.script)
                let order = try Entry(leaf: [UInt8](delivery.operation.leaf))
                #expect(order.statementText == operation.rendered())

                var progress = WireRunProgress()
                progress.operation = operation.id.text
                progress.state = .running
                try await channel.send(.progress(progress))

                let text = try receipt(
                    order,
                    index: delivery.operation.index,
                    note: delivery.proof.checkpoint,
                    agent,
                    client,
                    output: output
                )
                var report = WireReceiptReport()
                report.sequence = 1
                report.receipt =
                    SignedText(
                        statement: text.bytes,
                        signature: agent.receiptKey.sign(text, for: .receipt)
                    ).wire
                // Before its output has come the receipt is not taken.
                try await channel.send(.receipt(report))
                guard case .receiptProof(let problem)? = try await channel.next() else {
                    Issue.record("no answer to a receipt without its output")
                    return
                }
                #expect(problem.problem == "blob-missing")

                let blob = client.fixtures.salt + output
                let part = try #require(
                    BlobPart(
                        sha256: Digest(sha256Of: blob),
                        offset: 0,
                        total: UInt64(blob.count),
                        content: blob
                    )
                )
                try await channel.send(.blob(part.wire))
                try await channel.send(.receipt(report))
                guard case .receiptProof(let proof)? = try await channel.next() else {
                    Issue.record("no proof of the receipt came")
                    return
                }
                #expect(proof.problem.isEmpty)
                #expect(proof.sequence == 1)
                let logged = try await verified(proof.proof, running, client)
                #expect(try isIncluded(proof.receipt, logged))
                #expect(try Entry(leaf: [UInt8](proof.receipt.leaf)).statementText == text)
            }
            let document: OperationDocument = try await running.people.get(
                "/v1/tenants/acme/operations/\(operation.id)",
                token: client.token
            ).decoded()
            #expect(document.summary.state == "done")
            #expect(document.summary.targets.map(\.state) == ["succeeded"])
            let stored = try await running.people.get(
                "/v1/tenants/acme/blobs/\(Digest(sha256Of: client.fixtures.salt + output))",
                token: client.token
            )
            #expect(stored.body == client.fixtures.salt + output)
            await agent.dialer.shutdown()
        }
    }

    @Test func `an order that comes while the device is connected goes out at once, and watchers see it`() async throws
    {
        try await Ground().serve { running async throws in
            let (client, agent, identity) = try await admitted(running)
            let (connected, tell) = AsyncStream<Void>.makeStream()
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    try await agent.connect(as: identity) { channel, _ async throws in
                        guard case .evidence(let evidence)? = try await channel.next() else { return }
                        _ = try await judge(evidence, channel, agent, running, client, version: 1)
                        tell.finish()
                        guard case .delivery(let delivery)? = try await channel.next() else { return }
                        var refused = WireDeliveryRefused()
                        refused.delivery = delivery.id
                        refused.code = "busy"
                        guard
                            case .operation(let operation) = try Entry(leaf: [UInt8](delivery.operation.leaf)).statement
                        else { return }
                        refused.operation = operation.id.text
                        try await channel.send(.refused(refused))
                        // Until the test ends the connection.
                        while try await channel.next() != nil {}
                    }
                }
                for await _ in connected {}
                let (operation, _) = try await client.order(running, agent.device)
                let response = try await running.people.respond(
                    .GET,
                    "/v1/tenants/acme/operations/\(operation.id)/watch",
                    token: client.token
                )
                var states: [String] = []
                var codes: [String] = []
                for try await chunk in response.body {
                    for line in String(buffer: chunk).split(separator: "\n") {
                        let event = try JSONDecoder().decode(OperationEvent.self, from: Data(line.utf8))
                        if let summary = event.summary {
                            states.append(summary.state)
                            codes += summary.targets.compactMap(\.code)
                        }
                    }
                    if codes.contains("busy") { break }
                }
                #expect(states.first != nil)
                #expect(codes.contains("busy"))
                tasks.cancelAll()
            }
            await agent.dialer.shutdown()
        }
    }

    @Test func `a ledger that went back puts a device on hold until people speak`() async throws {
        try await Ground().serve { running async throws in
            let (client, agent, identity) = try await admitted(running)
            let ahead = agent.status(client.tenant, ledger: 5, version: 1)
            let behind = agent.status(client.tenant, ledger: 4, version: 1)
            try await agent.connect(as: identity, status: ahead) { _, hello in #expect(!hello.onHold) }
            try await agent.connect(as: identity, status: behind) { _, hello in #expect(hello.onHold) }
            try await agent.connect(as: identity, status: behind) { _, hello in #expect(hello.onHold) }
            let list: DeviceList = try await running.people.get("/v1/tenants/acme/devices", token: client.token)
                .decoded()
            #expect(list.devices.map(\.hold) == ["ledger-behind"])
            #expect(try await client.admit(running, agent.device, version: 2).status == 200)
            try await agent.connect(as: identity, status: behind) { _, hello in #expect(!hello.onHold) }
            await agent.dialer.shutdown()
        }
    }

    @Test func `a hold outlives a restart`() async throws {
        let ground = try await Ground()
        let (agent, identity, tenant) = try await ground.serve { running async throws in
            let (client, agent, identity) = try await admitted(running)
            let status = agent.status(client.tenant, ledger: 5, version: 1)
            try await agent.connect(as: identity, status: status) { _, _ in }
            return (agent, identity, client.tenant)
        }
        try await ground.serve { _ async throws in
            let status = agent.status(tenant, ledger: 4, version: 1)
            try await agent.connect(as: identity, status: status) { _, hello in #expect(hello.onHold) }
        }
        await agent.dialer.shutdown()
    }

    @Test func `a device retired while it is connected is cut off, another one is not`() async throws {
        try await Ground().serve { running async throws in
            let (client, agent, identity) = try await admitted(running)
            let other = try ScriptedAgent("two", running)
            let otherIdentity = try other.identity(
                try await other.enrol(client, token: client.enrolmentToken(running))
            )
            try await other.connect(as: otherIdentity) { bystander, _ async throws in
                try await agent.connect(as: identity) { channel, _ async throws in
                    #expect(try await client.admit(running, agent.device, version: 2, state: .retired).status == 200)
                    var reasons: [String] = []
                    while let message = try await channel.next() {
                        if case .goodbye(let goodbye) = message { reasons.append(goodbye.reason) }
                    }
                    #expect(reasons == ["retired"])
                }
                var ping = WirePing()
                ping.nonce = 9
                try await bystander.send(.ping(ping))
                #expect(try await bystander.next() == .pong(.with { $0.nonce = 9 }))
            }
            let closed = running.controller.connections.snapshot
            #expect(closed[reason: .certificateRevoked] == 1)
            // Once more, from the start: the certificate opens nothing.
            await #expect(throws: (any Error).self) { try await agent.connect(as: identity) { _, _ in } }
            #expect(running.controller.connections.snapshot[reason: .certificateRevoked] == 2)
            await agent.dialer.shutdown()
            await other.dialer.shutdown()
        }
    }

    @Test func `a retired device opens no channel`() async throws {
        try await Ground().serve { running async throws in
            let (client, agent, identity) = try await admitted(running)
            #expect(try await client.admit(running, agent.device, version: 2, state: .retired).status == 200)
            await #expect(throws: (any Error).self) { try await agent.connect(as: identity) { _, _ in } }
            await agent.dialer.shutdown()
        }
    }

    @Test func `a hello for another device is turned away, the channel's own device goes on`() async throws {
        try await Ground().serve { running async throws in
            let (client, agent, identity) = try await admitted(running)
            var lie = agent.status(client.tenant)
            lie.device = TestKey("somebody").deviceID.text
            await #expect(throws: (any Error).self) {
                try await agent.connect(as: identity, status: lie) { _, _ in }
            }
            try await agent.connect(as: identity) { _, hello in #expect(hello.version == 1) }
            await agent.dialer.shutdown()
        }
    }

    @Test func `a newer connection takes the older one's place`() async throws {
        try await Ground().serve { running async throws in
            let (_, agent, identity) = try await admitted(running)
            try await agent.connect(as: identity) { older, _ async throws in
                try await agent.connect(as: identity) { newer, _ async throws in
                    while try await older.next() != nil {}
                    var ping = WirePing()
                    ping.nonce = 7
                    try await newer.send(.ping(ping))
                    while let message = try await newer.next() {
                        if case .pong(let pong) = message {
                            #expect(pong.nonce == 7)
                            return
                        }
                    }
                    Issue.record("the newer connection gave no answer")
                }
            }
            await agent.dialer.shutdown()
        }
    }
}
