import AgentCore
import Glibc
import InventoryReport
import Logging
import Model
import SSHSIG
import TestSupport
import Testing
import TransparencyLog
import Transport
import WireMessages

@testable import AgentHost

/// The running agent between a real TLS port and a real executor's socket.
@Suite(.timeLimit(.minutes(1)))
struct AgentRunnerTests {
    private struct World {
        let folder: TemporaryFolder
        let executor: ScriptedExecutor
        let controller: ScriptedController
        let files: AgentFiles

        init(isEnrolled: Bool) throws {
            folder = try TemporaryFolder()
            executor = ScriptedExecutor(folder: folder, isEnrolled: isEnrolled)
            controller = try ScriptedController()
            files = AgentFiles(try StateFolder(folder.file("agent")))
        }

        /// Runs an agent while the body looks on, then ends it.
        func run(
            dropped: Int = 0,
            _ body: @Sendable @escaping (AsyncStream<Void>) async throws -> Void
        ) async throws {
            let dialer = ChannelDialer(now: ProcessFacts.now)
            try await controller.run(dropped: dropped) { address in
                executor.change { $0.controllers = [address] }
                try await executor.whileServing {
                    let (ready, becomeReady) = AsyncStream<Void>.makeStream()
                    let runner = try AgentRunner(
                        AgentRunner.Parts(
                            files: files,
                            socket: executor.path,
                            executorUID: getuid(),
                            version: AgentVersion.version,
                            dialer: dialer,
                            now: ProcessFacts.now,
                            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                            ready: { becomeReady.yield(()) }
                        )
                    )
                    try await withThrowingTaskGroup(of: Void.self) { tasks in
                        tasks.addTask { try? await runner.run() }
                        try await body(ready)
                        tasks.cancelAll()
                    }
                }
            }
            await dialer.shutdown()
        }
    }

    @Test
    func `a new device enrols, connects and reports what it is`() async throws {
        let world = try World(isEnrolled: false)
        try await world.run { ready in
            let enrolled = await world.controller.next { if case .enrolled = $0 { true } else { false } }
            let hello = await world.controller.next { if case .hello = $0 { true } else { false } }
            let inventory = await world.controller.next { if case .inventory = $0 { true } else { false } }
            var readiness = ready.makeAsyncIterator()
            #expect(await readiness.next() != nil)
            let seen = world.executor.seen
            #expect(enrolled == .enrolled(csrSHA256: try #require(seen.requests.first), tokenHolds: true))
            #expect(seen.wasStoredBeforeConfirmed == true)
            let kept = try #require(try world.files.channel())
            #expect(hello == .hello(certificate: kept.agent.certificateSHA256, spooled: 0))
            #expect(inventory == .inventory(1))
            #expect(try world.files.inventory(now: 0).sequence == 1)
            #expect(try world.files.signer()?.publicKey.line == seen.agentKeys.first)
            #expect(try world.files.request() == nil)
        }
    }

    @Test
    func `receipts leave the spool when the executor holds their proofs`() async throws {
        let world = try World(isEnrolled: true)
        try world.files.keep(world.controller.fixtures.agentKey.signer)
        try world.files.keep(world.controller.channel(issued: ProcessFacts.now()))
        world.executor.change { $0.receipts = [3, 4] }
        try await world.run { _ in
            #expect(await world.controller.next { $0 == .receipt(3) } != nil)
            #expect(await world.controller.next { $0 == .receipt(4) } != nil)
            #expect(await world.controller.next { $0 == .status(spooled: 0) } != nil)
            #expect(world.executor.seen.receipts.isEmpty)
        }
    }

    @Test
    func `an agent that lost its controller comes back by itself`() async throws {
        let world = try World(isEnrolled: true)
        try world.files.keep(world.controller.fixtures.agentKey.signer)
        let channel = try world.controller.channel(issued: ProcessFacts.now())
        try world.files.keep(channel)
        try await world.run(dropped: 2) { _ in
            for _ in 0..<3 {
                let hello = await world.controller.next { if case .hello = $0 { true } else { false } }
                #expect(hello == .hello(certificate: channel.agent.certificateSHA256, spooled: 0))
            }
        }
    }

    @Test
    func `inventory --show shows what is sent`() async throws {
        let world = try World(isEnrolled: true)
        try world.files.keep(world.controller.fixtures.agentKey.signer)
        try world.files.keep(world.controller.channel(issued: ProcessFacts.now()))
        try await world.run { _ in
            #expect(await world.controller.next { $0 == .inventory(1) } != nil)
        }
        let sent = try ReportDelta.parse(try #require(world.controller.reportContents.first))
        let shown = try AgentProgram(state: world.folder.file("none"), socket: "", executorUID: 0).inventory(root: "/")
        #expect(sent.isFull)
        let told = try ReportDelta.parse(shown)
        #expect(told.hashes == sent.hashes)
        #expect(told.bootID == sent.bootID && told.removed == sent.removed)
    }

    @Test
    func `a certificate with more than ten days left is left alone`() async throws {
        let world = try World(isEnrolled: true)
        try world.files.keep(world.controller.fixtures.agentKey.signer)
        let old = try world.controller.channel(issued: ProcessFacts.now().adding(seconds: -20 * 86_400 + 3_600))
        try world.files.keep(old)
        try await world.run { _ in
            let first = await world.controller.next { _ in true }
            #expect(first == .hello(certificate: old.agent.certificateSHA256, spooled: 0))
        }
    }

    @Test(arguments: [20, 21, 25, 400] as [Int64])
    func `a certificate that is old or has ended is renewed by the agent's key`(days: Int64) async throws {
        let world = try World(isEnrolled: true)
        try world.files.keep(world.controller.fixtures.agentKey.signer)
        let old = try world.controller.channel(issued: ProcessFacts.now().adding(seconds: -days * 86_400))
        try world.files.keep(old)
        try await world.run { _ in
            #expect(await world.controller.next { _ in true } == .renewed(signatureHolds: true))
            let hello = await world.controller.next { if case .hello = $0 { true } else { false } }
            let kept = try #require(try world.files.channel())
            #expect(kept.agent.certificateSHA256 != old.agent.certificateSHA256)
            #expect(hello == .hello(certificate: kept.agent.certificateSHA256, spooled: 0))
        }
    }

    @Test
    func `a refused enrolment keeps key and request, so that the next attempt is the same`() async throws {
        let world = try World(isEnrolled: false)
        let dialer = ChannelDialer(now: ProcessFacts.now)
        let client = CertificateClient(dialer: dialer, files: world.files)
        try await world.controller.run(refusal: "token-spent") { address in
            try await world.executor.whileServing {
                let executor = try ExecutorClient.connect(path: world.executor.path, expectedUser: getuid())
                defer { executor.close() }
                let endpoints = try ControllerEndpoint.list([address])
                for _ in 0..<2 {
                    await #expect(throws: AgentHostError.refused(code: "token-spent")) {
                        _ = try await client.enrol(with: executor, connecting: endpoints)
                    }
                }
            }
        }
        await dialer.shutdown()
        let seen = world.executor.seen
        #expect(seen.requests.count == 2 && Set(seen.requests).count == 1)
        #expect(Set(seen.agentKeys).count == 1)
        #expect(seen.wasStoredBeforeConfirmed == nil)
        #expect(try world.files.channel() == nil)
    }
}
