import ExecutorCore
import ExecutorHost
import FoundationEssentials
import Model
import SSHSIG
import Synchronization
import TestSupport
import Testing
import TransparencyLog
import Trust
import Wire
import WireMessages

/// What devices say about orders: the words, the chain, the outputs, the proof.
@Suite struct ReceiptTests {
    private static let ids = (0..<8).map { OperationID.literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d6\($0)") }

    @Test func `a run is told in a receipt that an auditor can check`() throws {
        let world = try ServiceWorld()
        let delivery = try world.deliveryMessage()
        #expect(world.code(of: world.ask(.delivery(delivery))) == "running")
        world.service.waitForRuns()
        let receipt = try #require(try world.receipts().first)
        #expect(receipt.sequence == 1 && receipt.previous == Receipt.noPrevious)
        #expect(receipt.tenant == GateWorld.tenant && receipt.device == GateWorld.device)
        #expect(receipt.operation == world.world.order.id)
        #expect(receipt.statementSha256 == world.world.statement.sha256)
        #expect(receipt.leafIndex == delivery.operation.index)
        #expect(receipt.checkpoint == delivery.proof.checkpoint)
        #expect(receipt.root == world.world.root.reference)
        #expect(receipt.rule?.text == "two-people")
        #expect(receipt.outcome == .succeeded && receipt.exit == 0)
        #expect(receipt.admitted == world.world.now && receipt.started == world.world.now)
        #expect(receipt.clock.offsetMs == 4 && receipt.limits.mechanism.text == "cgroup2")
        // The entry that it becomes is one that an auditor takes.
        let spooled = try #require(try world.spool().first)
        let leaf = RawLeaf.bytes(
            kind: "receipt",
            at: world.world.now,
            statement: spooled.statement.string,
            signatures: [spooled.signature]
        )
        #expect(try Entry(leaf: leaf).facts.map(\.key) == [GateWorld.receiptKey.publicKey])
        #expect(world.runner.state.ran.map(\.content) == [GateWorld.script])
    }

    @Test func `outputs stand in the receipt by a salted digest, which their erasure leaves true`() throws {
        let world = try ServiceWorld()
        #expect(try world.deliver() == "running")
        world.service.waitForRuns()
        let stdout = try #require(try world.receipts().first?.stdout)
        #expect(try world.receipts().first?.stderr == nil)
        let blob = try #require(try world.store.blob(stdout.sha256, from: 0, limit: 1 << 20)).content
        #expect(Array(blob.dropFirst(SaltedDigest.saltLength)) == Array("done\n".utf8))
        #expect(Digest(sha256Of: blob) == stdout.sha256)
        #expect(stdout.bytes == 5 && stdout.keptBytes == 5 && !stdout.truncated && !stdout.masked)
        // Whoever guesses the output can't confirm it without the salt.
        #expect(Digest(sha256Of: Array("done\n".utf8)) != stdout.sha256)
        #expect(try world.store.blobNames(of: 1).map(\.bytes) == [37])
        let names = world.ask(.spool(WireSpoolRequest()))
        guard case .spool(let page) = names.message else {
            Issue.record("no page")
            return
        }
        #expect(page.blobs.map(\.total) == [37] && page.receipts.map(\.sequence) == [1])
        #expect(page.contents.isEmpty)
    }

    @Test(arguments: [5, WireLimits.announcedBlob - SaltedDigest.saltLength, WireLimits.announcedBlob])
    func `the news of a receipt is its page, with the outputs that are small`(length: Int) throws {
        let output = [UInt8](repeating: 7, count: length)
        let world = try ServiceWorld(runner: ScriptedRunner(stdout: output))
        #expect(try world.deliver() == "running")
        world.service.waitForRuns()
        let pages = world.events.all.compactMap { event -> WireSpoolPage? in
            if case .spool(let page)? = event.message { page } else { nil }
        }
        #expect(pages.count == 1)
        var news = try #require(pages.first)
        let contents = news.contents
        news.contents = []
        guard case .spool(let page) = world.ask(.spool(WireSpoolRequest())).message else {
            Issue.record("no page")
            return
        }
        #expect(news == page)
        let isSmall = length + SaltedDigest.saltLength <= WireLimits.announcedBlob
        #expect(contents.map(\.sha256) == (isSmall ? page.blobs.map(\.sha256) : []))
        #expect(contents.allSatisfy { Digest(sha256Of: [UInt8]($0.content)).wire == $0.sha256 })
        #expect(contents.allSatisfy { $0.content.suffix(length).elementsEqual(output) })
    }

    @Test(arguments: [
        Ended(.exited(0), .succeeded, exit: 0), Ended(.exited(1), .failed, exit: 1),
        Ended(.exited(255), .failed, exit: 255), Ended(.signalled(9), .signalled, signal: 9),
        Ended(.timedOut, .timedOut), Ended(.cancelled, .cancelled), Ended(.interrupted, .interrupted),
    ])
    func `each end of a run has words that parse back`(_ ended: Ended) throws {
        let world = try ServiceWorld(runner: ScriptedRunner(ending: ended.ending, stdout: []))
        #expect(try world.deliver() == "running")
        world.service.waitForRuns()
        let receipt = try #require(try world.receipts().first)
        #expect(receipt.outcome == ended.outcome)
        #expect(receipt.exit == ended.exit && receipt.signal == ended.signal && receipt.code == nil)
        #expect(receipt.stdout == nil && receipt.stderr == nil)
        #expect((receipt.ended == nil) == (ended.outcome == .interrupted))
    }

    @Test(arguments: FinalCode.allCases)
    func `each final refusal has words that parse back`(_ code: FinalCode) throws {
        let decision = Self.writer.refusal(
            code,
            outcome: .refused,
            of: try order(rule: code == .ruleNone ? nil : .literal("two-people")),
            root: GateWorld().root.reference,
            after: .beginning,
            clock: ReceiptClock(synchronised: false, offsetMs: 0)
        )
        guard case .receipt(let receipt) = try Statement.parse(decision.receipt.statement, as: .receipt) else { return }
        #expect(receipt.code == code && receipt.outcome == .refused)
        #expect(receipt.limits.mechanism.text == "none" && receipt.usage.cpuMs == 0)
        #expect(decision.blobs.isEmpty)
    }

    @Test(arguments: [Outcome.expired, .cancelled])
    func `an order that did not run has an outcome and no code`(_ outcome: Outcome) throws {
        let decision = Self.writer.refusal(
            nil,
            outcome: outcome,
            of: try order(rule: nil),
            root: GateWorld().root.reference,
            after: ReceiptChainEnd(sequence: 4, sha256: Digest(sha256Of: "4".utf8)),
            clock: ReceiptClock(synchronised: true, offsetMs: 0)
        )
        guard case .receipt(let receipt) = try Statement.parse(decision.receipt.statement, as: .receipt) else { return }
        #expect(receipt.outcome == outcome && receipt.code == nil)
        #expect(receipt.sequence == 5 && receipt.previous == Digest(sha256Of: "4".utf8))
    }

    @Test func `what was cut off shows by its length, and each stream has a salt of its own`() throws {
        let decision = Self.writer.outcome(
            RunReport(
                ending: .exited(3),
                admitted: GateWorld.issued,
                started: GateWorld.issued,
                ended: GateWorld.issued,
                stdout: RunOutput(kept: [1, 2], bytes: 900, masked: true),
                stderr: RunOutput(kept: [], bytes: 4, masked: false),
                usage: ReceiptUsage(cpuMs: 1, maxRssBytes: 1),
                mechanism: .literal("scope"),
                leftover: .unknown
            ),
            of: try order(rule: .literal("two-people")),
            root: GateWorld().root.reference,
            after: .beginning,
            clock: ReceiptClock(synchronised: true, offsetMs: 0)
        )
        guard case .receipt(let receipt) = try Statement.parse(decision.receipt.statement, as: .receipt) else { return }
        let stdout = try #require(receipt.stdout)
        let stderr = try #require(receipt.stderr)
        #expect(stdout.truncated && stdout.masked && stdout.keptBytes == 2 && stdout.bytes == 900)
        #expect(stderr.truncated && stderr.keptBytes == 0)
        #expect(decision.blobs.map(\.sha256) == [stdout.sha256, stderr.sha256])
        #expect(decision.blobs.map { $0.content.count } == [34, 32])
    }

    @Test(arguments: StoreKind.allCases)
    func `receipts of all kinds form one chain`(_ kind: StoreKind) throws {
        let folder = try TemporaryFolder()
        let world = try ServiceWorld(store: kind.make(in: folder))
        var codes: [String] = []
        for (number, id) in Self.ids.prefix(4).enumerated() {
            world.world.order.id = id
            world.world.order.reboot = number == 1
            world.world.orderSigners = [number == 2 ? GateWorld.stranger : GateWorld.technician]
            codes.append(try world.deliver())
            world.service.waitForRuns()
        }
        #expect(codes == ["running", "unsupported", "signer-unknown", "running"])
        let receipts = try world.receipts()
        #expect(receipts.map(\.sequence) == [1, 2, 3, 4])
        #expect(receipts.map(\.outcome) == [.succeeded, .refused, .refused, .succeeded])
        let digests = try world.spool().map(\.statement.sha256)
        #expect(receipts.map(\.previous) == [.zero] + digests.dropLast())
        #expect(try world.store.ledgerSize() == 4)
        // Each of them again: nothing runs, nothing is written.
        for id in Self.ids.prefix(4) {
            world.world.order.id = id
            world.world.orderSigners = [GateWorld.technician]
            world.world.order.reboot = false
            #expect(try world.deliver() == "replay")
        }
        #expect(try world.spool().count == 4 && world.runner.state.ran.count == 2)
    }

    @Test func `a fault of the delivery burns no id`() throws {
        let world = try ServiceWorld()
        var delivery = try world.deliveryMessage()
        delivery.content = Data("#!/bin/sh\nexit 1\n".utf8)
        #expect(world.code(of: world.ask(.delivery(delivery))) == "digest")
        delivery.operation.inclusion = []
        #expect(world.code(of: world.ask(.delivery(delivery))) == "inclusion")
        #expect(try world.store.ledgerSize() == 0 && world.spool().isEmpty)
        #expect(try world.store.counters() == ["digest": 1, "inclusion": 1])
        #expect(try world.deliver() == "running")
    }

    @Test func `an expired order is answered with its outcome`() throws {
        let world = try ServiceWorld()
        world.use(try world.restart(runner: world.runner, at: world.world.order.expires))
        world.world.cosignatures = [.init(witness: GateWorld.witnesses[0], time: world.world.order.expires)]
        #expect(try world.deliver() == "expired")
        let receipt = try #require(try world.receipts().first)
        #expect(receipt.outcome == .expired && receipt.code == nil && receipt.rule != nil)
    }

    // MARK: Proof

    @Test(arguments: StoreKind.allCases)
    func `a proven receipt leaves the spool and stays kept`(_ kind: StoreKind) throws {
        let folder = try TemporaryFolder()
        let world = try ServiceWorld(store: kind.make(in: folder))
        #expect(try world.deliver() == "running")
        world.service.waitForRuns()
        #expect(world.prove(try world.proofOfReceipt(1)) == "ok")
        #expect(try world.store.spoolUse() == SpoolUse(receipts: 0, bytes: 0))
        #expect(try world.store.receipt(1)?.proven == world.world.now)
        #expect(try world.store.checkpoint()?.size == world.log.size)
        // For 90 days more, and longer while the chain continues from it.
        let later = world.world.now.adding(seconds: 90 * 86_400 + 1)
        _ = try world.restart(runner: world.runner, at: later)
        #expect(try world.store.receipt(1) != nil)

        let first = world.world.order.id
        world.world.order.id = Self.ids[1]
        #expect(try world.deliver() == "running")
        world.service.waitForRuns()
        let output = try #require(try world.receipts().first?.stdout?.sha256)
        _ = try world.restart(runner: world.runner, at: world.world.now.adding(seconds: 90 * 86_400))
        #expect(try world.store.receipt(1) != nil)
        // The clock alone may have jumped.
        _ = try world.restart(runner: world.runner, at: later)
        #expect(try world.store.receipt(1) != nil)
        try world.store.advance(checkpoint: try #require(try world.store.checkpoint()), floor: later)
        _ = try world.restart(runner: world.runner, at: world.world.now.adding(seconds: 90 * 86_400))
        #expect(try world.store.receipt(1) != nil)
        _ = try world.restart(runner: world.runner, at: later)
        #expect(try world.receipts().map(\.sequence) == [2])
        #expect(try world.store.blob(output, from: 0, limit: 1) == nil)
        // Ids are kept for ever.
        #expect(try world.store.ledgerEntry(first) != nil)
    }

    @Test func `old proven receipts go while the executor runs, once a day`() throws {
        let counted = Counter()
        let store = MemoryExecutorStore { change in if change == .prune { counted.add() } }
        let world = try ServiceWorld(store: store)
        let clock = Clock(world.world.now)
        world.use(try ServiceWorld.start(store, world.runner) { clock.now })
        for id in Self.ids.prefix(2) {
            world.world.order.id = id
            #expect(try world.deliver() == "running")
            world.service.waitForRuns()
        }
        #expect(world.prove(try world.proofOfReceipt(1)) == "ok")
        let before = counted.count
        clock.now = clock.now.adding(seconds: 86_399)
        _ = world.ask(.identity(WireIdentityRequest()))
        #expect(counted.count == before)
        clock.now = clock.now.adding(seconds: 89 * 86_400)
        _ = world.ask(.identity(WireIdentityRequest()))
        #expect(counted.count == before + 1)
        #expect(try world.store.receipt(1) != nil)
        clock.now = clock.now.adding(seconds: 86_400)
        try store.advance(checkpoint: try #require(try store.checkpoint()), floor: clock.now)
        for _ in 0..<3 { _ = world.ask(.identity(WireIdentityRequest())) }
        #expect(counted.count == before + 2)
        #expect(try world.receipts().map(\.sequence) == [2])
    }

    /// A clock that a test moves.
    private final class Clock: Sendable {
        private let time: Mutex<Timestamp>
        init(_ time: Timestamp) { self.time = Mutex(time) }

        var now: Timestamp {
            get { time.withLock { $0 } }
            set { time.withLock { $0 = newValue } }
        }
    }

    private final class Counter: Sendable {
        private let value = Mutex(0)
        var count: Int { value.withLock { $0 } }
        func add() { value.withLock { $0 += 1 } }
    }

    @Test func `a proof that does not hold proves nothing`() throws {
        let world = try ServiceWorld()
        #expect(try world.deliver() == "running")
        world.service.waitForRuns()
        let good = try world.proofOfReceipt(1)
        var bent = good
        bent.receipt.inclusion[0][0] ^= 1
        #expect(world.prove(bent) == "inclusion")
        bent = good
        bent.proof.consistency = []
        #expect(world.prove(bent) == "consistency")
        bent = good
        bent.receipt = try world.log.leaf(1)
        #expect(world.prove(bent) == "statement")
        bent = good
        bent.sequence = 2
        #expect(world.prove(bent) == "unknown")
        bent = good
        bent.clearReceipt()
        #expect(world.prove(bent) == "malformed")
        #expect(try world.store.receipt(1)?.proven == nil)
        #expect(world.prove(good) == "ok")
    }

    @Test func `a leaf with the receipt's text and another signature is not the receipt`() throws {
        let world = try ServiceWorld()
        #expect(try world.deliver() == "running")
        world.service.waitForRuns()
        let text = try #require(try world.store.receipt(1)?.statement)
        for key in [GateWorld.stranger, GateWorld.technician] {
            let forged = try world.proofOfReceipt(1, signature: key.sign(text, for: .receipt))
            #expect(world.prove(forged) == "statement")
        }
        let garbage = try world.proofOfReceipt(1, signature: "no signature")
        #expect(world.prove(garbage) == "statement")
        #expect(try world.store.receipt(1)?.proven == nil)
    }

    @Test func `a second history shows by a receipt's proof too`() throws {
        let world = try ServiceWorld()
        #expect(try world.deliver() == "running")
        world.service.waitForRuns()
        var proof = try world.proofOfReceipt(1)
        let size = try #require(try world.store.checkpoint()?.size)
        let other = try world.log.checkpoint(size: size, root: Digest(sha256Of: "rewritten".utf8))
        proof.proof.checkpoint = try world.log.note(other)
        #expect(world.prove(proof) == "fork")
        #expect(try world.store.fork()?.second == proof.proof.checkpoint)
    }

    // MARK: Parts

    private static let writer = ReceiptWriter(
        tenant: GateWorld.tenant,
        device: GateWorld.device,
        version: .literal("1.0.0"),
        signer: GateWorld.receiptKey.signer,
        salt: {
            var random = SystemRandomNumberGenerator()
            return (0..<SaltedDigest.saltLength).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
    )

    private func order(rule: RuleName?) throws -> Order {
        let world = GateWorld()
        return Order(
            operation: world.order.id,
            statementSha256: world.statement.sha256,
            leafIndex: 3,
            checkpoint: try world.log.note(world.log.checkpoint()),
            rule: rule
        )
    }
}

/// How a run ended, and the receipt's words for it.
struct Ended: Sendable, CustomTestStringConvertible {
    let ending: RunReport.Ending
    let outcome: Outcome
    let exit: UInt64?
    let signal: UInt64?

    init(_ ending: RunReport.Ending, _ outcome: Outcome, exit: UInt64? = nil, signal: UInt64? = nil) {
        self.ending = ending
        self.outcome = outcome
        self.exit = exit
        self.signal = signal
    }

    var testDescription: String { "\(outcome)" }
}
