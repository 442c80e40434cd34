import ExecutorCore
import ExecutorHost
import FoundationEssentials
import Glibc
import Model
import SSHSIG
import Synchronization
import TestSupport
import Testing
import TransparencyLog
import Trust
import WireMessages

/// Power cuts, full disks, and what must not be forgotten over them.
@Suite struct CrashTests {
    @Test(arguments: StoreKind.allCases)
    func `a run that a crash cut off is told once and never run again`(_ kind: StoreKind) throws {
        let folder = try TemporaryFolder()
        let world = try ServiceWorld(store: kind.make(in: folder), runner: ScriptedRunner(isHeld: true))
        let delivery = try world.deliveryMessage()
        #expect(world.code(of: world.ask(.delivery(delivery))) == "running")
        world.runner.waitUntilStarted()
        let lost = world.service

        let second = ScriptedRunner()
        world.use(try world.restart(runner: second))
        let receipt = try #require(try world.receipts().first)
        #expect(receipt.outcome == .interrupted)
        #expect(receipt.admitted == world.world.now && receipt.started == world.world.now && receipt.ended == nil)
        #expect(receipt.checkpoint == delivery.proof.checkpoint && receipt.leafIndex == delivery.operation.index)
        #expect(receipt.leftover == .killed && receipt.rule?.text == "two-people")
        #expect(second.state.settled == [Array("run of \(world.world.order.id)".utf8)])

        // Neither by a delivery, nor by a start, nor by the run that ends late.
        #expect(try world.deliver() == "replay")
        world.runner.finish()
        lost.waitForRuns()
        world.use(try world.restart(runner: second))
        #expect(try world.deliver() == "replay")
        #expect(second.state.handed.isEmpty && second.state.settled.count == 1)
        #expect(try world.receipts().map(\.outcome) == [.interrupted])
    }

    @Test func `a crash between admission and start is told as interrupted too`() throws {
        let disk = FailingDisk(.began)
        let store = MemoryExecutorStore(beforeChange: disk.check)
        let world = try ServiceWorld(store: store)
        disk.fails = true
        #expect(try world.deliver() == "running")
        world.service.waitForRuns()
        // What identifies the run could not be written: so nothing has started.
        #expect(world.runner.state.handed.count == 1 && world.runner.state.ran.isEmpty)
        let receipt = try #require(try world.receipts().first)
        #expect(receipt.outcome == .interrupted && receipt.started == nil)

        let cut = try ServiceWorld(runner: ScriptedRunner(isHeld: true))
        #expect(try cut.deliver() == "running")
        cut.runner.waitUntilStarted()
        cut.service.close()
        // Ended as by a loss of power: the next start tells it.
        #expect(try cut.receipts().isEmpty)
        _ = try cut.restart(runner: ScriptedRunner())
        #expect(try cut.receipts().map(\.outcome) == [.interrupted])
    }

    @Test func `a disk that takes nothing lets nothing run`() throws {
        let disk = FailingDisk(.admit)
        let world = try ServiceWorld(store: MemoryExecutorStore(beforeChange: disk.check))
        let held = try world.store.checkpoint()
        disk.fails = true
        #expect(try world.deliver() == "failure storage")
        world.service.waitForRuns()
        #expect(world.runner.state.handed.isEmpty)
        #expect(try world.store.ledgerSize() == 0 && world.spool().isEmpty)
        #expect(try world.store.checkpoint() == held)
        disk.fails = false
        #expect(try world.deliver() == "running")
    }

    @Test func `a refusal is told even where it cannot be counted`() throws {
        let disk = FailingDisk(.count)
        let world = try ServiceWorld(store: MemoryExecutorStore(beforeChange: disk.check))
        disk.fails = true
        world.world.cosignatures = []
        #expect(try world.deliver() == "witness")
        disk.fails = false
        #expect(try world.deliver() == "witness")
        #expect(try world.store.counters()["witness"] == 1)
    }

    @Test func `a refusal whose receipt cannot be written is judged again later`() throws {
        let disk = FailingDisk(.decide)
        let world = try ServiceWorld(store: MemoryExecutorStore(beforeChange: disk.check))
        world.world.orderSigners = []
        disk.fails = true
        #expect(try world.deliver() == "failure storage")
        #expect(try world.store.ledgerSize() == 0)
        disk.fails = false
        #expect(try world.deliver() == "signature")
        #expect(try world.receipts().map(\.code) == [.signature])
    }

    @Test func `a run whose receipt cannot be written is told after the next start`() throws {
        let disk = FailingDisk(.decide)
        let world = try ServiceWorld(store: MemoryExecutorStore(beforeChange: disk.check))
        disk.fails = true
        #expect(try world.deliver() == "running")
        world.service.waitForRuns()
        #expect(try world.spool().isEmpty && world.store.unfinished().count == 1)
        // Meanwhile it is decided, and the executor does not open on a disk that still fails.
        #expect(try world.deliver() == "replay")
        #expect(throws: FailingDisk.Full.self) { try world.restart(runner: world.runner) }
        disk.fails = false
        world.use(try world.restart(runner: world.runner))
        #expect(try world.receipts().map(\.outcome) == [.interrupted])
        #expect(world.runner.state.ran.count == 1)
    }

    @Test(arguments: StoreKind.allCases)
    func `a fork latches over every start, for all but nothing`(_ kind: StoreKind) throws {
        let folder = try TemporaryFolder()
        let world = try ServiceWorld(store: kind.make(in: folder))
        let size = try #require(try world.store.checkpoint()?.size)
        let held = try #require(try world.store.checkpoint()?.note)
        var delivery = try world.deliveryMessage()
        let good = delivery
        let other = try world.log.checkpoint(size: size, root: Digest(sha256Of: "rewritten".utf8))
        delivery.proof.checkpoint = try world.log.note(other, cosigned: world.world.cosignatures)
        #expect(world.code(of: world.ask(.delivery(delivery))) == "fork")
        let evidence = try #require(try world.store.fork())
        #expect(evidence.first == held && evidence.second == delivery.proof.checkpoint)

        world.use(try world.restart(runner: world.runner))
        #expect(world.code(of: world.ask(.delivery(good))) == "fork")
        #expect(try world.tell([try world.device(version: 2)]) == ["fork"])
        #expect(try world.store.fork() == evidence)
        #expect(try world.store.checkpoint()?.note == held)
        #expect(world.runner.state.handed.isEmpty)
    }

    @Test func `a fork that cannot be written latches all the same, and is written once it can be`() throws {
        let disk = FailingDisk(.latch)
        let world = try ServiceWorld(store: MemoryExecutorStore(beforeChange: disk.check))
        var delivery = try world.deliveryMessage()
        let good = delivery
        let size = try #require(try world.store.checkpoint()?.size)
        let other = try world.log.checkpoint(size: size, root: Digest(sha256Of: "rewritten".utf8))
        delivery.proof.checkpoint = try world.log.note(other)
        disk.fails = true
        #expect(world.code(of: world.ask(.delivery(delivery))) == "fork")
        #expect(world.code(of: world.ask(.delivery(good))) == "fork")
        #expect(try world.store.fork() == nil)
        disk.fails = false
        #expect(world.code(of: world.ask(.delivery(good))) == "fork")
        #expect(try world.store.fork()?.second == delivery.proof.checkpoint)
        #expect(world.runner.state.handed.isEmpty)
    }

    @Test func `a local stop is a file, and lets evidence through`() throws {
        let folder = try TemporaryFolder()
        let world = try ServiceWorld()
        let (path, now) = (folder.path, world.world.now)
        world.use(
            try ServiceWorld.start(world.store, world.runner, isStopped: { ExecutorProgram.isStopped(in: path) }) {
                now
            }
        )
        // One that leads nowhere stops as well.
        #expect(symlink("nowhere", folder.file("local-stop")) == 0)
        #expect(try world.deliver() == "local-stop")
        #expect(try world.tell([world.cancel(by: GateWorld.contact)]) == ["ok"])
        #expect(unlink(folder.file("local-stop")) == 0)
        #expect(try world.deliver() == "cancelled")
        // A folder that cannot be looked into says nothing, and nothing runs.
        #expect(ExecutorProgram.isStopped(in: try folder.write([], to: "file")))
    }

    @Test func `of one conflict group one runs at a time`() throws {
        let world = try ServiceWorld(runner: ScriptedRunner(isHeld: true))
        world.world.order.conflict = .literal("printing")
        #expect(try world.deliver() == "running")
        world.runner.waitUntilStarted()
        world.world.order.id = .literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d60")
        #expect(try world.deliver() == "busy")
        world.world.order.conflict = .literal("updates")
        #expect(try world.deliver() == "running")
        world.runner.waitUntilStarted()
        world.world.order.id = .literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d61")
        world.world.order.conflict = nil
        #expect(try world.deliver() == "busy")
        world.runner.finish()
        world.runner.finish()
        world.service.waitForRuns()
        #expect(try world.receipts().map(\.outcome) == [.succeeded, .succeeded])
        world.runner.finish()
        #expect(try world.deliver() == "running")
    }

    @Test func `a spool without room for one more receipt says so`() throws {
        let measured = try ServiceWorld(runner: ScriptedRunner(stdout: [1]))
        #expect(try measured.deliver() == "running")
        measured.service.waitForRuns()
        let overhead = try measured.store.spoolUse().bytes

        let output = [UInt8](repeating: 1, count: Int(SpoolUse.largestBytes - overhead - 100))
        let world = try ServiceWorld(runner: ScriptedRunner(stdout: output))
        #expect(try world.deliver() == "running")
        world.service.waitForRuns()
        #expect(try world.store.spoolUse().hasRoom(for: 50))
        world.world.order.id = .literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d60")
        world.world.order.reboot = true
        #expect(try world.deliver() == "spool-full")
        #expect(try world.store.ledgerSize() == 1)
        #expect(world.prove(try world.proofOfReceipt(1)) == "ok")
        #expect(try world.deliver() == "unsupported")
        #expect(try world.store.ledgerSize() == 2)
    }

    @Test func `the enrolment statement is made once and the token goes with the certificate`() throws {
        let world = try ServiceWorld()
        var order = WireEnrolmentStatementRequest()
        order.csrSha256 = Data(Digest(sha256Of: "csr".utf8).bytes)
        order.agentKey = GateWorld.receiptKey.publicKey.line
        guard case .failure = world.ask(.enrolmentStatement(order)).message else {
            Issue.record("the receipt key served as the agent's")
            return
        }
        order.agentKey = TestKey("agent").publicKey.line
        guard case .enrolmentStatement(let first) = world.ask(.enrolmentStatement(order)).message else {
            Issue.record("no statement")
            return
        }
        order.agentKey = TestKey("another agent").publicKey.line
        #expect(world.ask(.enrolmentStatement(order)).message == .enrolmentStatement(first))
        let leaf = RawLeaf.bytes(
            kind: "enrolment",
            at: world.world.now,
            statement: String(decoding: first.statement, as: UTF8.self),
            signatures: [first.signature]
        )
        #expect(try Entry(leaf: leaf).kind == .enrolment)
        _ = world.ask(.enrolmentConfirmed(WireEnrolmentConfirmed()))
        #expect(try world.store.identity()?.token == nil)
        guard case .failure(let failure) = world.ask(.enrolmentTicket(WireEnrolmentTicketRequest())).message else {
            Issue.record("a ticket after enrolment")
            return
        }
        #expect(failure.code == "enrolled")
    }
}

/// A disk that takes no change of one kind while it fails.
final class FailingDisk: Sendable {
    struct Full: Error {}

    private let change: MemoryExecutorStore.Change
    private let failing = Mutex(false)

    init(_ change: MemoryExecutorStore.Change) {
        self.change = change
    }

    var fails: Bool {
        get { failing.withLock { $0 } }
        set { failing.withLock { $0 = newValue } }
    }

    @Sendable func check(_ change: MemoryExecutorStore.Change) throws {
        if change == self.change, fails { throw Full() }
    }
}
