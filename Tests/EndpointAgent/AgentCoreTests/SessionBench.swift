import FoundationEssentials
import InventoryReport
import Model
import TestSupport
import TransparencyLog
import Wire
import WireMessages

@testable import AgentCore

/// A session between a scripted controller and a scripted executor: no sockets, no clock but `now`.
struct SessionBench {
    static let fixtures = StatementFixtures()

    var session: AgentSession
    var now = Duration.zero
    /// What the session sent to the controller and is not yet looked at.
    var sent: [WireAgentMessage.OneOf_Message] = []
    /// What it asked the executor and is not yet answered.
    var asked: [WireExecutorRequest] = []
    var orders: [InventoryOrder] = []
    var collections: [[String: String]] = []
    var end: SessionEnd?
    var isConnected = false

    init(spooled: UInt32 = 0, last: UInt64 = 0, inventory: InventoryMemory = InventoryMemory(), seed: UInt64 = 1) {
        session = AgentSession(
            AgentSession.Parts(
                tenant: Self.fixtures.tenant,
                device: Self.fixtures.device,
                bootID: .literal("41c99d33-2fc7-4cb5-a295-482954e5193e"),
                agentVersion: .literal("0.1.0"),
                status: Self.status(spooled: spooled, last: last),
                inventory: inventory,
                random: SeededRandom(seed: seed)
            ),
            now: .zero
        )
        perform(session.open())
    }

    static func status(spooled: UInt32 = 0, ledger: UInt64 = 0, last: UInt64 = 0) -> WireExecutorStatus {
        var status = WireExecutorStatus()
        status.tenant = fixtures.tenant.text
        status.device = fixtures.device.text
        status.spooled = spooled
        status.ledgerSize = ledger
        status.lastSequence = last
        return status
    }

    // MARK: The controller's side

    /// Answers the hello; the session then asks for the spool and for facts.
    mutating func greet(version: UInt32 = 1, inventoryHash: String = "") {
        var hello = WireControllerHello()
        hello.version = version
        hello.inventoryHash = inventoryHash
        controller(.hello(hello))
    }

    mutating func controller(_ message: WireControllerMessage.OneOf_Message) {
        handle(.controller(message))
    }

    mutating func controllerSendsProof(_ sequence: UInt64, problem: String = "") {
        var proof = WireReceiptProof()
        proof.sequence = sequence
        proof.problem = problem
        controller(.receiptProof(proof))
    }

    mutating func controllerAnswersInventory(_ sequence: UInt64, accepted: Bool, problem: String = "") {
        var answer = WireInventoryAnswer()
        answer.seq = sequence
        answer.accepted = accepted
        answer.problem = problem
        controller(.inventoryAnswer(answer))
    }

    mutating func controllerSendsDelivery(_ id: UInt64) {
        var delivery = WireDelivery()
        delivery.id = id
        controller(.delivery(delivery))
    }

    // MARK: The executor's side

    /// Answers the oldest question of a kind; false when there is none.
    @discardableResult
    mutating func answer(
        _ matches: (WireExecutorRequest.OneOf_Request) -> Bool,
        with make: (WireExecutorRequest.OneOf_Request) -> WireExecutorMessage.OneOf_Message
    ) -> Bool {
        guard let index = asked.firstIndex(where: { $0.request.map(matches) ?? false }),
            let request = asked[index].request
        else { return false }
        var message = WireExecutorMessage(make(request))
        message.id = asked.remove(at: index).id
        handle(.executor(message))
        return true
    }

    mutating func tell(_ event: WireExecutorMessage.OneOf_Message) {
        handle(.executor(WireExecutorMessage(event)))
    }

    /// Answers every question about the spool until none is left.
    mutating func serve(_ spool: ScriptedSpool) {
        while answer({ $0.isSpool || $0.isBlob }, with: { spool.answer($0) }) {}
    }

    /// Judges every proof that waits as good.
    mutating func judgeProofs() {
        while answer(
            { if case .receiptProof = $0 { true } else { false } },
            with: { request in
                var judged = WireReceiptProofJudged()
                if case .receiptProof(let proof) = request { judged.sequence = proof.sequence }
                judged.code = "ok"
                judged.status = Self.status()
                return .receiptJudged(judged)
            }
        ) {}
    }

    // MARK: The shell's side

    mutating func handle(_ event: AgentEvent) {
        perform(session.handle(event, now: now))
    }

    /// The socket takes everything that was handed over.
    mutating func flush() -> [WireAgentMessage.OneOf_Message] {
        var all: [WireAgentMessage.OneOf_Message] = []
        while !sent.isEmpty {
            all.append(sent.removeFirst())
            handle(.sent)
        }
        return all
    }

    /// Lets the socket take what is handed over and the spool answer, until both are silent.
    mutating func settle(_ spool: ScriptedSpool) -> [WireAgentMessage.OneOf_Message] {
        var all: [WireAgentMessage.OneOf_Message] = []
        repeat {
            all += flush()
            serve(spool)
        } while !sent.isEmpty
        return all
    }

    mutating func pass(_ duration: Duration) {
        now += duration
        handle(.tick)
    }

    private mutating func perform(_ actions: [AgentAction]) {
        for action in actions {
            switch action {
            case .send(let message): sent.append(message)
            case .ask(let request): asked.append(request)
            case .connected: isConnected = true
            case .collectInventory(let privileged): collections.append(privileged)
            case .makeReport(let order): orders.append(order)
            case .close(let reason): end = reason
            }
        }
    }
}

/// A spool with receipts whose blobs are numbered bytes.
struct ScriptedSpool {
    struct Held {
        let sequence: UInt64
        let blobs: [[UInt8]]
    }

    var held: [Held]

    init(_ sequences: [UInt64], blobBytes: Int = 40) {
        held = sequences.map { sequence in
            Held(sequence: sequence, blobs: [[UInt8](repeating: UInt8(truncatingIfNeeded: sequence), count: blobBytes)])
        }
    }

    /// What the executor tells of a receipt that it has just put here.
    func news(of sequence: UInt64) -> WireSpoolPage {
        var page = WireSpoolPage()
        for item in held where item.sequence == sequence {
            var report = WireReceiptReport()
            report.sequence = sequence
            page.receipts = [report]
            for blob in item.blobs {
                var name = WireBlobName()
                name.sha256 = Digest(sha256Of: blob).wire
                name.total = UInt64(blob.count)
                name.sequence = sequence
                page.blobs.append(name)
                guard blob.count <= WireLimits.announcedBlob else { continue }
                var chunk = WireBlobChunk()
                chunk.sha256 = name.sha256
                chunk.total = name.total
                chunk.content = Data(blob)
                page.contents.append(chunk)
            }
        }
        return page
    }

    func answer(_ request: WireExecutorRequest.OneOf_Request) -> WireExecutorMessage.OneOf_Message {
        switch request {
        case .spool(let request):
            var page = WireSpoolPage()
            for item in held where item.sequence > request.afterSequence {
                guard page.receipts.count < 3 else { break }
                var report = WireReceiptReport()
                report.sequence = item.sequence
                page.receipts.append(report)
                for blob in item.blobs {
                    var name = WireBlobName()
                    name.sha256 = Digest(sha256Of: blob).wire
                    name.total = UInt64(blob.count)
                    name.sequence = item.sequence
                    page.blobs.append(name)
                }
            }
            return .spool(page)
        case .blob(let request):
            guard let blob = held.flatMap(\.blobs).first(where: { Digest(sha256Of: $0).wire == request.sha256 }) else {
                return .failure(WireFailure())
            }
            var chunk = WireBlobChunk()
            chunk.sha256 = request.sha256
            chunk.offset = request.offset
            chunk.total = UInt64(blob.count)
            chunk.content = Data(
                blob[Int(request.offset)..<min(blob.count, Int(request.offset) + WireLimits.blobChunk)]
            )
            return .blob(chunk)
        default:
            return .failure(WireFailure())
        }
    }
}

extension WireExecutorRequest.OneOf_Request {
    var isSpool: Bool { if case .spool = self { true } else { false } }
    var isBlob: Bool { if case .blob = self { true } else { false } }
    var isFacts: Bool { if case .privilegedFacts = self { true } else { false } }
    var isDelivery: Bool { if case .delivery = self { true } else { false } }
    var isReceiptProof: Bool { if case .receiptProof = self { true } else { false } }
}

extension WireAgentMessage.OneOf_Message {
    /// A short word for what is sent.
    var word: String {
        switch self {
        case .hello: "hello"
        case .status: "status"
        case .refused(let refused): "refused \(refused.delivery) \(refused.code)"
        case .judged(let judged): "judged \(judged.id)"
        case .progress: "progress"
        case .blob(let chunk): "blob \(chunk.offset)"
        case .receipt(let receipt): "receipt \(receipt.sequence)"
        case .inventory: "inventory"
        case .ping: "ping"
        case .pong(let pong): "pong \(pong.nonce)"
        case .goodbye: "goodbye"
        }
    }
}
