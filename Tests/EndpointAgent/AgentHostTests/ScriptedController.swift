import FoundationEssentials
import Model
import SSHSIG
import Synchronization
import TestSupport
import Testing
import TransparencyLog
import Transport
import Wire
import WireMessages

@testable import AgentHost

/// A controller's agents' port on the loopback interface, with answers from a script.
struct ScriptedController: Sendable {
    /// What happened there, in order.
    enum Happening: Equatable, Sendable {
        case enrolled(csrSHA256: Digest, tokenHolds: Bool)
        case renewed(signatureHolds: Bool)
        case hello(certificate: Digest, spooled: UInt32)
        case receipt(UInt64)
        case inventory(UInt64)
        case status(spooled: UInt32)
    }

    static let nonce = [UInt8](repeating: 3, count: 32)

    let authority: CertificateAuthority
    let fixtures = StatementFixtures()
    private let reports = Reports()
    private let happened: AsyncStream<Happening>
    private let happen: AsyncStream<Happening>.Continuation

    init() throws {
        authority = try CertificateAuthority.make(name: "test agents", now: ProcessFacts.now())
        (happened, happen) = AsyncStream.makeStream()
    }

    /// A certificate as this controller would have issued it at a time.
    func channel(issued: Timestamp, key: ChannelKey = ChannelKey()) throws -> ChannelIdentity {
        let certificate = try authority.issueAgent(
            requestDER: key.request(),
            tenant: fixtures.tenant,
            device: fixtures.device,
            now: issued
        )
        return try ChannelIdentity(certificateDER: certificate.der, key: key)
    }

    /// The contents of the reports that came, without their salt.
    var reportContents: [[UInt8]] { reports.contents }

    /// Waits for what a test looks for, passing over the rest.
    func next(_ isIt: (Happening) -> Bool) async -> Happening? {
        for await one in happened where isIt(one) { return one }
        return nil
    }

    /// Listens while the body runs.
    ///
    /// - Parameters:
    ///   - refusal: answers enrolments with this code.
    ///   - dropped: connections that end right after the hello.
    func run(
        refusal: String = "",
        dropped: Int = 0,
        _ body: @Sendable (WireControllerAddress) async throws -> Void
    ) async throws {
        let listener = try AgentListener(
            configuration: ListenerConfiguration(
                host: "127.0.0.1",
                port: 0,
                identity: authority.issueServer(
                    names: [try #require(ServerName("127.0.0.1"))],
                    now: ProcessFacts.now()
                ),
                authoritiesDER: [authority.certificateDER],
                threads: 1
            ),
            counters: ConnectionCounters(),
            now: ProcessFacts.now,
            revoked: { _ in false }
        )
        let (ports, bound) = AsyncStream<Int>.makeStream()
        let left = Countdown(dropped)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                try await listener.run(
                    listening: { bound.yield($0) },
                    agents: { try await serve($0, drop: left.take()) },
                    enrolment: { try await enrol($0, refusal: refusal) }
                )
            }
            var port: Int?
            for await number in ports {
                port = number
                break
            }
            var address = WireControllerAddress()
            address.address = "127.0.0.1:\(try #require(port))"
            address.caSha256 = authority.sha256.wire
            try await body(address)
            tasks.cancelAll()
        }
    }

    private func enrol(_ connection: AgentListener.EnrolmentConnection, refusal: String) async throws {
        var hello = WireEnrolmentHello()
        hello.nonce = Data(Self.nonce)
        try await connection.channel.send(hello, limit: WireLimits.enrolmentAnswer)
        let request = try await connection.channel.next(member: WireEnrolmentRequest.self)
        let csr: [UInt8]
        switch request {
        case .enrol(let order):
            csr = [UInt8](order.csr)
            happen.yield(
                .enrolled(
                    csrSHA256: Digest(sha256Of: csr),
                    tokenHolds: [UInt8](order.token) == ScriptedExecutor.token
                )
            )
        case .renew(let order):
            csr = [UInt8](order.csr)
            let message = Self.nonce + connection.serverCertificateSHA256.bytes + Digest(sha256Of: csr).bytes
            let facts = try? SSHSignature(armored: order.signature)
                .verify(message: message, namespace: "renewal@countersign", passkeys: .noPasskeys)
            happen.yield(.renewed(signatureHolds: facts?.key == fixtures.agentKey.publicKey))
        case nil:
            return
        }
        var answer = WireEnrolmentAnswer()
        answer.code = refusal
        if refusal.isEmpty {
            let issued = try authority.issueAgent(
                requestDER: csr,
                tenant: fixtures.tenant,
                device: fixtures.device,
                now: ProcessFacts.now()
            )
            answer.certificates = [Data(issued.der), Data(authority.certificateDER)]
        }
        try await connection.channel.send(answer, limit: WireLimits.enrolmentAnswer)
    }

    private func serve(_ connection: AgentListener.AgentConnection, drop: Bool) async throws {
        let channel = connection.channel
        guard case .hello(let hello)? = try await channel.next() else { return }
        happen.yield(
            .hello(certificate: connection.agent.certificateSHA256, spooled: hello.executor.spooled)
        )
        var answer = WireControllerHello()
        answer.version = 1
        try await channel.send(.hello(answer))
        if drop { return }
        while let message = try await channel.next() {
            switch message {
            case .receipt(let report):
                happen.yield(.receipt(report.sequence))
                var proof = WireReceiptProof()
                proof.sequence = report.sequence
                try await channel.send(.receiptProof(proof))
            case .inventory(let report):
                let text = StatementText([UInt8](report.statement.statement))
                guard case .inventory(let statement)? = try? Statement.parse(text, as: .inventory) else { return }
                var answer = WireInventoryAnswer()
                answer.seq = statement.seq
                answer.accepted = true
                try await channel.send(.inventoryAnswer(answer))
                reports.add(Array(report.report.dropFirst(32)))
                happen.yield(.inventory(statement.seq))
            case .status(let status):
                happen.yield(.status(spooled: status.spooled))
            default:
                break
            }
        }
    }
}

/// Keeps what came.
private final class Reports: Sendable {
    private let kept = Mutex<[[UInt8]]>([])

    var contents: [[UInt8]] { kept.withLock { $0 } }

    func add(_ content: [UInt8]) { kept.withLock { $0.append(content) } }
}

/// Counts down to nothing.
private final class Countdown: Sendable {
    private let left: Mutex<Int>

    init(_ count: Int) { left = Mutex(count) }

    func take() -> Bool {
        left.withLock { left in
            guard left > 0 else { return false }
            left -= 1
            return true
        }
    }
}
