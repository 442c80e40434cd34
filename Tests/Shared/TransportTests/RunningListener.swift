import FoundationEssentials
import Model
import SwiftProtobuf
import Testing
import Wire
import WireMessages

@testable import Transport

/// The ends of a listener's connections, in the order in which they were counted.
final class Ends: Sendable {
    let counters: ConnectionCounters
    private let stream: AsyncStream<CloseReason>

    init() {
        let (stream, continuation) = AsyncStream<CloseReason>.makeStream()
        self.stream = stream
        counters = ConnectionCounters { continuation.yield($0) }
    }

    /// Waits for the next end.
    func next() async -> CloseReason? {
        for await reason in stream { return reason }
        return nil
    }
}

/// A listener on a free port of the loopback interface, for the time of a test.
struct RunningListener: Sendable {
    let port: Int
    let address: ServerAddress
    let ends: Ends
    let pin: Fixtures

    /// Runs a listener, which echoes pings and answers enrolments unless told otherwise, and `body` beside it.
    static func run(
        _ fixtures: Fixtures,
        deadlines: Deadlines = Deadlines(handshake: .seconds(20), shutdown: .milliseconds(50)),
        connectionLimit: Int = 100,
        unauthenticatedLimit: Int = 100,
        now: @escaping @Sendable () -> Timestamp = { Fixtures.now },
        revoked: @escaping @Sendable (AgentIdentity) async -> Bool = { _ in false },
        agents: @escaping @Sendable (AgentListener.AgentConnection) async throws -> Void = RunningListener.echo,
        enrolment: @escaping @Sendable (AgentListener.EnrolmentConnection) async throws -> Void = RunningListener.enrol,
        _ body: @Sendable (RunningListener) async throws -> Void
    ) async throws {
        let ends = Ends()
        let listener = try AgentListener(
            configuration: ListenerConfiguration(
                host: "127.0.0.1",
                port: 0,
                identity: fixtures.server(),
                authoritiesDER: [fixtures.authority.certificateDER],
                deadlines: deadlines,
                connectionLimit: connectionLimit,
                unauthenticatedLimit: unauthenticatedLimit,
                threads: 1
            ),
            counters: ends.counters,
            now: now,
            revoked: revoked
        )
        let (ports, bound) = AsyncStream<Int>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { bound.finish() }
                try await listener.run(listening: { bound.yield($0) }, agents: agents, enrolment: enrolment)
            }
            var port: Int?
            for await bound in ports {
                port = bound
                break
            }
            let running = RunningListener(
                port: try #require(port),
                address: try #require(ServerAddress("127.0.0.1:\(port ?? 0)")),
                ends: ends,
                pin: fixtures
            )
            try await body(running)
            tasks.cancelAll()
        }
    }

    /// Answers each ping.
    static let echo: @Sendable (AgentListener.AgentConnection) async throws -> Void = { connection in
        while let message = try await connection.channel.next(), case .ping(let ping) = message {
            try await connection.channel.send(.pong(.with { $0.nonce = ping.nonce }))
        }
    }

    /// Answers one enrolment request with the code "no".
    static let enrol: @Sendable (AgentListener.EnrolmentConnection) async throws -> Void = { connection in
        try await connection.channel.send(.with { $0.nonce = Data([1, 2, 3]) } as WireEnrolmentHello, limit: 64)
        _ = try await connection.channel.next(member: WireEnrolmentRequest.self)
        try await connection.channel.send(.with { $0.code = "no" } as WireEnrolmentAnswer, limit: 64)
    }
}
