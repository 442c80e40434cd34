import FoundationEssentials
import Glibc
import Model
import SSHSIG
import SwiftProtobuf
import TestSupport
import Testing
import TransparencyLog
import Wire
import WireMessages

/// An agent that has gone bad, at the socket of a real executor.
@Suite struct ForgedFrameTests {
    @Test func `an order runs once, whatever is sent twice, mixed up or out of turn`() throws {
        let world = try ProcessWorld()
        let both = try world.deliveries(1...2)
        let (first, second) = (both[0], both[1])
        // Four requests in one write: an order, the same again, another one, the first once more; the ids repeat too.
        var payloads: [[UInt8]] = []
        for (id, delivery) in zip([71, 71, 72, 72] as [UInt64], [first, first, second, first]) {
            var request = WireExecutorRequest(.delivery(delivery))
            request.id = id
            payloads.append(try request.serializedBytes())
        }
        world.peer.send(payloads.flatMap(SocketPeer.frame))
        var codes: [String] = []
        for id in [71, 71, 72, 72] as [UInt64] {
            codes.append(world.code(try #require(try world.peer.answer(id))))
        }
        #expect(codes == ["running", "replay", "running", "replay"])
        _ = try world.receipt(1)
        _ = try world.receipt(2)
        #expect(try world.status().ledgerSize == 2)
        #expect(try world.code(world.ask(.delivery(second))) == "replay")
        let ids = (1...2).map { "019ab4c2-7d1e-7c3a-9f00-10000000000\($0)" }
        #expect(world.runs.sorted() == ids)
        // One receipt's leaf proves no other receipt, nor does a proof of something else.
        let report = try #require(try world.ask(.spool(WireSpoolRequest())).spool.receipts.first)
        var proof = try world.proof(of: report)
        let good = proof
        proof.sequence = 2
        #expect(try world.ask(.receiptProof(proof)).receiptJudged.code == "statement")
        proof.sequence = 9
        #expect(try world.ask(.receiptProof(proof)).receiptJudged.code == "unknown")
        #expect(try world.ask(.receiptProof(good)).receiptJudged.code == "ok")
        #expect(try world.status().spooled == 1)
    }

    @Test(
        arguments: [
            [0x7F, 0xFF, 0xFF, 0xFF],
            // One byte past 2 MiB, announced.
            [0x00, 0x20, 0x00, 0x01],
            // Nothing at all is no request either.
            [0x00, 0x00, 0x00, 0x00],
            // Not a message; a message without a member; one whose member nobody knows.
            SocketPeer.frame([0xFF, 0xFF, 0xFF]), SocketPeer.frame([0x08, 0x01]),
            SocketPeer.frame([0x08, 0x01, 0x9A, 0x06, 0x00]),
        ] as [[UInt8]]
    )
    func `a frame that is none ends the connection, not the executor`(_ bytes: [UInt8]) throws {
        let world = try ProcessWorld(isAdmitted: false)
        world.peer.send(bytes)
        #expect(try world.peer.next() == nil)
        try world.reconnect()
        #expect(try world.status().device == world.device.text)
    }

    @Test func `a request of the largest size is taken, in pieces too`() throws {
        let world = try ProcessWorld(isAdmitted: false)
        var delivery = try world.delivery(1)
        delivery.content = Data(repeating: 7, count: 1 << 20)
        let (id, payload) = try world.request(.delivery(delivery))
        let frame = SocketPeer.frame(payload)
        for start in stride(from: 0, to: frame.count, by: 100_000) {
            world.peer.send(Array(frame[start..<min(frame.count, start + 100_000)]))
        }
        // The device is not active, which comes before the script's digest.
        #expect(world.code(try #require(try world.peer.answer(id))) == "quarantined")
    }

    @Test func `a fifth request in flight ends the connection, and nothing of it runs twice`() throws {
        let world = try ProcessWorld()
        let delivery = try world.delivery(1)
        var burst: [UInt8] = []
        for _ in 0..<40 { burst += SocketPeer.frame(try world.request(.delivery(delivery)).payload) }
        world.peer.send(burst)
        while try world.peer.next() != nil {}
        try world.reconnect()
        // It may have been taken before the connection ended, or comes to run now: once in any case.
        let code = try world.code(world.ask(.delivery(delivery)))
        #expect(["running", "replay"].contains(code))
        while try world.status().lastSequence == 0 { try world.ended() }
        #expect(world.runs.count == 1)
        #expect(try world.status().ledgerSize == 1)
    }

    @Test func `a second connection is closed while the first lives`() throws {
        let world = try ProcessWorld(isAdmitted: false)
        #expect(try world.status().ledgerSize == 0)
        let second = try SocketPeer(world.socket)
        #expect(try second.next() == nil)
        #expect(try world.status().device == world.device.text)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can make a socket for another user"))
    func `another user is turned away, root too`() throws {
        let agent: UInt32 = 65_534
        // The world's own connection is root's, to an executor that serves somebody else.
        let world = try ProcessWorld(agent: agent, isAdmitted: false)
        world.peer.send(SocketPeer.frame(try world.request(.identity(WireIdentityRequest())).payload))
        #expect(try world.peer.next() == nil)
        #expect(try SocketPeer(world.socket).next() == nil)
    }

    // MARK: Signing

    /// Every signature that an executor gives away, with what it stands over.
    private struct Signed: Hashable {
        let statement: [UInt8]
        let signature: String
    }

    private func signed(_ message: WireExecutorMessage) -> [Signed] {
        let found: [WireSignedStatement] =
            switch message.message {
            case .enrolmentStatement(let statement): [statement]
            case .spool(let page): page.receipts.map(\.receipt)
            default: []
            }
        return found.map { Signed(statement: [UInt8]($0.statement), signature: $0.signature) }
    }

    @Test(arguments: 0..<2)
    func `no request makes it sign what it is given`(_ round: Int) throws {
        let world = try ProcessWorld()
        let wanted = Array("countersign/receipt/v1 of my own making".utf8)
        var statement = WireEnrolmentStatementRequest()
        statement.agentKey = "ssh-ed25519 \(Base64.encode(wanted))"
        statement.csrSha256 = Data(wanted)
        #expect(try world.code(world.ask(.enrolmentStatement(statement))) == "failure malformed")
        statement.agentKey = TestKey("agent").publicKey.line
        #expect(try world.code(world.ask(.enrolmentStatement(statement))) == "failure malformed")
        let good = try world.delivery(1)
        #expect(try world.code(world.ask(.delivery(good))) == "running")
        var seen = Set(signed(WireExecutorMessage(.spool(try world.news(1)))))

        statement.csrSha256 = Data(Digest(sha256Of: wanted).bytes)
        var blob = WireBlobRequest()
        blob.sha256 = Data(wanted)
        let requests: [WireExecutorRequest.OneOf_Request] = [
            .delivery(try world.delivery(2)), .enrolmentStatement(statement), .spool(WireSpoolRequest()), .blob(blob),
            .evidence(try world.evidence([world.world.cancelLeaf(by: GateWorld.auditor)])),
            .receiptProof(
                try world.proof(of: try #require(try world.ask(.spool(WireSpoolRequest())).spool.receipts.first))
            ),
            .privilegedFacts(WirePrivilegedFactsRequest()), .enrolmentTicket(WireEnrolmentTicketRequest()),
        ]
        var mutation = Mutation(seed: UInt64(round) + 77)
        for _ in 0..<300 {
            let (_, payload) = try world.request(requests[mutation.below(requests.count)])
            world.peer.send(SocketPeer.frame(mutation.below(4) == 0 ? payload : mutation.bend(payload)))
            guard let answer = try world.peer.next() else {
                try world.reconnect()
                continue
            }
            seen.formUnion(signed(answer))
        }
        try world.reconnect()
        seen.formUnion(signed(try world.ask(.spool(WireSpoolRequest()))))
        seen.formUnion(signed(try world.ask(.enrolmentStatement(statement))))

        var enrolments = 0
        for one in seen {
            #expect(!one.statement.contains(wanted))
            let signature = try SSHSignature(armored: one.signature)
            #expect(DeviceID(receiptKey: signature.publicKey) == world.device)
            // Nothing but its own words about itself, each only in its own namespace.
            let text = StatementText(one.statement)
            if case .enrolment(let enrolment)? = try? Statement.parse(text, as: .enrolment) {
                enrolments += 1
                #expect(enrolment.device == world.device && enrolment.tenant == GateWorld.tenant)
                _ = try signature.verify(message: text.bytes, namespace: "enrolment@countersign", webauthnOrigins: [])
            } else if case .receipt(let receipt) = try Statement.parse(text, as: .receipt) {
                #expect(receipt.device == world.device && receipt.tenant == GateWorld.tenant)
                _ = try signature.verify(message: text.bytes, namespace: "receipt@countersign", webauthnOrigins: [])
            }
        }
        #expect(enrolments == 1 && seen.count >= 2)
        #expect(Set(world.runs).count == world.runs.count)
    }
}
