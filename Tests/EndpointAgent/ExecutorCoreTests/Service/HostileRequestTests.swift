import ExecutorCore
import ExecutorHost
import FoundationEssentials
import Model
import SwiftProtobuf
import TestSupport
import Testing
import TransparencyLog
import Trust
import Wire
import WireMessages

/// Whatever an agent sends: nothing runs but what was signed, and nothing traps.
@Suite struct HostileRequestTests {
    private struct Scene {
        let contents: MemoryExecutorContents
        let now: Timestamp
        /// Valid requests, each against the same state.
        let requests: [[UInt8]]
        let next: OperationID
    }

    /// An executor with one receipt in its spool, and everything that may come next.
    private func scene() throws -> Scene {
        let store = MemoryExecutorStore()
        let world = try ServiceWorld(store: store)
        #expect(try world.deliver() == "running")
        world.service.waitForRuns()
        let next = OperationID.literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d60")
        world.world.order.id = next
        let blob = try #require(try world.receipts().first?.stdout?.sha256)
        var blobRequest = WireBlobRequest()
        blobRequest.sha256 = Data(blob.bytes)
        blobRequest.offset = 3
        var enrolment = WireEnrolmentStatementRequest()
        enrolment.agentKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJH4vEhzcRnBmDtKkbKzJKpNcDMyYmgXv1ZnTmuhJhyo"
        enrolment.csrSha256 = Data(repeating: 3, count: 32)
        let members: [WireExecutorRequest.OneOf_Request] = [
            .delivery(try world.deliveryMessage()),
            .evidence(
                try world.evidence([
                    try world.device(version: 2), world.cancel(by: GateWorld.auditor), world.status(revoking: []),
                    world.denial(by: GateWorld.auditor),
                ])
            ),
            .receiptProof(try world.proofOfReceipt(1)),
            .blob(blobRequest),
            .spool(WireSpoolRequest()),
            .enrolmentStatement(enrolment),
        ]
        return Scene(
            contents: store.snapshot(),
            now: world.world.now,
            requests: try members.map { member in
                var request = WireExecutorRequest(member)
                request.id = 1
                return try request.serializedBytes()
            },
            next: next
        )
    }

    @Test func `the requests that are bent below are good as they are`() throws {
        let scene = try scene()
        let expected = ["taken", "judged", "receiptJudged", "blob", "spool", "enrolmentStatement"]
        for (request, word) in zip(scene.requests, expected) {
            let runner = ScriptedRunner()
            let service = try ServiceWorld.start(MemoryExecutorStore(scene.contents), runner, scene.now)
            let answer = service.answer(try EnvelopeDecoder.decode(from: request).envelope)
            service.waitForRuns()
            let name = String(describing: answer.message).drop { $0 != "(" }.dropFirst()
            #expect(name.contains("OneOf_Message.\(word)"), "\(name.prefix(200))")
        }
    }

    @Test(arguments: 0..<8)
    func `bent requests run nothing that was not signed`(_ round: Int) throws {
        let scene = try scene()
        var mutation = Mutation(seed: UInt64(round) + 40)
        var answered = 0
        for _ in 0..<250 {
            // Deliveries have most to bend.
            let request = scene.requests[mutation.below(2) == 0 ? 0 : mutation.below(scene.requests.count)]
            guard let decoded = try? EnvelopeDecoder.decode(WireExecutorRequest.self, from: mutation.bend(request))
            else { continue }
            let runner = ScriptedRunner()
            let store = MemoryExecutorStore(scene.contents)
            let service = try ServiceWorld.start(store, runner, scene.now)
            let answer = service.answer(decoded.envelope)
            service.waitForRuns()
            answered += 1
            #expect(answer.id == decoded.envelope.id && answer.message != nil)
            // Bending may spare what matters: then it is the very order that was signed.
            let ran = runner.state.ran
            #expect(ran.count <= 1 && ran.allSatisfy { $0.operation == scene.next && $0.content == GateWorld.script })
            #expect(try store.fork() == nil)
            let receipts = try store.spool(after: 1, limit: 9, unprovenOnly: false)
            #expect(receipts.count <= 1)
            for receipt in receipts {
                #expect(throws: Never.self) { try Statement.parse(receipt.statement, as: .receipt) }
            }
            // What was written can be read again.
            #expect(throws: Never.self) { try ServiceWorld.start(store, runner, scene.now) }
        }
        #expect(answered > 20)
    }

    @Test(arguments: 0..<4)
    func `bent leaves in a log that lies run nothing that was not signed`(_ round: Int) throws {
        let world = GateWorld()
        let leaf = world.leaf
        let text = world.statement
        var mutation = Mutation(seed: UInt64(round) + 90)
        for _ in 0..<250 {
            var bent = world
            bent.orderLeaf = mutation.bend(leaf)
            let approval = mutation.bend(world.leaf(of: ApprovalDraft()))
            bent.approvalLeaves = [approval.isEmpty ? [0] : approval]
            if bent.orderLeaf == [] { bent.orderLeaf = [0] }
            let verdict = try bent.deliver().judge()
            switch verdict.decision {
            case .admit(let admitted): #expect(admitted.order.statementSha256 == text.sha256)
            case .refuse(let code, _): #expect(code != .inclusion && code != .checkpoint)
            case .fork: Issue.record("a fork out of nothing")
            }
        }
    }

    @Test(arguments: 0..<2)
    func `bent evidence in a log that lies changes nothing that was not signed`(_ round: Int) throws {
        let world = try ServiceWorld()
        let leaves = [
            try world.device(version: 2, state: .retired), world.cancel(by: GateWorld.contact),
            world.denial(by: GateWorld.contact), world.status(revoking: [GateWorld.technician]),
        ]
        let standing = try world.store.deviceStatement()
        var mutation = Mutation(seed: UInt64(round) + 7)
        for _ in 0..<150 {
            let leaf = mutation.bend(leaves[mutation.below(leaves.count)])
            // A change of the entry's own time leaves a good statement.
            guard !leaf.isEmpty, (try? Entry(leaf: leaf)) == nil else { continue }
            #expect(try world.tell([leaf]) == ["statement"])
        }
        #expect(try world.store.deviceStatement() == standing)
        #expect(try world.deliver() == "running")
    }
}
