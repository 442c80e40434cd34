import Glibc
import Logging
import Synchronization
import TestSupport
import Testing
import Transport
import Wire
import WireMessages

@testable import AgentHost

/// The agent when the first controller of the trust root's list is no good.
@Suite(.timeLimit(.minutes(1)))
struct HostileControllerTests {
    private let folder: TemporaryFolder
    private let controller: ScriptedController
    private let executor: ScriptedExecutor
    private let files: AgentFiles

    init() throws {
        folder = try TemporaryFolder()
        controller = try ScriptedController()
        executor = ScriptedExecutor(folder: folder, isEnrolled: true)
        files = AgentFiles(try StateFolder(folder.file("agent")))
        try files.keep(controller.fixtures.agentKey.signer)
        try files.keep(controller.channel(issued: ProcessFacts.now()))
    }

    /// What a logger was told.
    private final class Notes: LogHandler, Sendable {
        private let notes = Mutex<[String]>([])
        var lines: [String] { notes.withLock { $0 } }

        var metadata: Logger.Metadata {
            get { [:] }
            set {}
        }
        var logLevel: Logger.Level {
            get { .info }
            set {}
        }
        subscript(metadataKey _: String) -> Logger.Metadata.Value? {
            get { nil }
            set {}
        }

        func log(event: LogEvent) {
            let error = event.metadata?["error"].map { "\($0)" } ?? ""
            notes.withLock { $0.append("\(event.message) \(error)") }
        }
    }

    private func runner(_ dialer: ChannelDialer, _ notes: Notes) throws -> AgentRunner {
        try AgentRunner(
            AgentRunner.Parts(
                files: files,
                socket: executor.path,
                executorUID: getuid(),
                version: AgentVersion.version,
                dialer: dialer,
                now: ProcessFacts.now,
                logger: Logger(label: "test") { _ in notes },
                ready: {}
            )
        )
    }

    @Test(arguments: HostilePeer.allCases)
    func `the agent goes on to the next controller, and says what was wrong`(peer: HostilePeer) async throws {
        let authority =
            peer == .otherAuthority
            ? try CertificateAuthority.make(name: "another", now: ProcessFacts.now()) : controller.authority
        let identity = try authority.issueServer(
            names: [try #require(ServerName("127.0.0.1"))],
            now: ProcessFacts.now()
        )
        // Long enough for a true handshake on a busy machine; the peers that fall silent are given up after it.
        let dialer = ChannelDialer(
            deadlines: Deadlines(handshake: .seconds(8), idle: .seconds(8)),
            now: ProcessFacts.now
        )
        let notes = Notes()
        let (visits, visited) = AsyncStream<Void>.makeStream()
        try await peer.run(identity: identity, visits: visited) { port in
            try await controller.run { good in
                var bad = WireControllerAddress()
                bad.address = "127.0.0.1:\(port)"
                bad.caSha256 = controller.authority.sha256.wire
                executor.change { [bad] in $0.controllers = [bad, good] }
                try await executor.whileServing {
                    let agent = try runner(dialer, notes)
                    await withTaskGroup(of: Void.self) { tasks in
                        tasks.addTask { try? await agent.run() }
                        let hello = await controller.next { if case .hello = $0 { true } else { false } }
                        #expect(hello != nil)
                        tasks.cancelAll()
                    }
                }
            }
        }
        visited.finish()
        await dialer.shutdown()
        var count = 0
        for await _ in visits { count += 1 }
        #expect(count == 1, "one visit before the other controller has its turn")
        #expect(notes.lines.contains { $0.contains("127.0.0.1:") }, "\(notes.lines)")
    }
}
