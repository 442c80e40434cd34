import ControllerCore
import ControllerServer
import Foundation
import Model
import SSHSIG
import TestSupport
import Testing
import TransparencyLog
import Transport
import Trust
import Wire
import WireMessages

/// An endpoint played by a test: keys, an enrolment over real TLS, and a channel on which it says what it is told to.
struct ScriptedAgent: Sendable {
    let receiptKey: TestKey
    let agentKey: TestKey
    let channelKey = ChannelKey()
    let dialer: ChannelDialer
    let address: ServerAddress
    let authority: Digest

    var device: DeviceID { receiptKey.deviceID }

    init(_ name: String, _ running: RunningController) throws {
        receiptKey = TestKey("receipts of \(name)")
        agentKey = TestKey("agent of \(name)")
        dialer = ChannelDialer(now: Ground.now)
        address = try running.agentsAddress
        authority = running.controller.keys.agentsAuthority.sha256
    }

    /// The statement that the executor makes.
    func enrolment(_ client: TestClient, token: [UInt8], csr: [UInt8]) -> StatementText {
        Enrolment(
            tenant: client.tenant,
            device: device,
            receiptKey: receiptKey.publicKey,
            agentKey: agentKey.publicKey,
            sealingKey: client.fixtures.sealingKey,
            csrSha256: Digest(sha256Of: csr),
            tokenSha256: Digest(sha256Of: token),
            rootSha256: client.root.sha256,
            issued: Ground.now()
        ).rendered()
    }

    /// Asks for a certificate and gives what came back.
    func enrol(_ client: TestClient, token: [UInt8]) async throws -> WireEnrolmentAnswer {
        let csr = try channelKey.request()
        let text = enrolment(client, token: token, csr: csr)
        var order = WireEnrolmentOrder()
        order.token = Data(token)
        order.csr = Data(csr)
        order.enrolment =
            SignedText(
                statement: text.bytes,
                signature: receiptKey.sign(text, for: .enrolment)
            ).wire
        return try await ask(.enrol(order))
    }

    /// Sends one request on a connection of its own.
    func ask(_ request: WireEnrolmentRequest.OneOf_Request) async throws -> WireEnrolmentAnswer {
        try await ask { _, _ in request }
    }

    func ask(
        _ request: @Sendable ([UInt8], Digest) throws -> WireEnrolmentRequest.OneOf_Request
    ) async throws -> WireEnrolmentAnswer {
        try await dialer.connectForEnrolment(to: address, trusting: authority) { channel in
            let hello = try #require(
                try await channel.next(WireEnrolmentHello.self, limit: WireLimits.enrolmentAnswer)
            )
            let order = try request([UInt8](hello.nonce), channel.facts.serverCertificateSHA256)
            try await channel.send(WireEnrolmentRequest(order), limit: WireLimits.enrolmentRequest)
            return try #require(try await channel.next(WireEnrolmentAnswer.self, limit: WireLimits.enrolmentAnswer))
        }
    }

    func renewal(_ client: TestClient, signedBy key: TestKey? = nil) async throws -> WireEnrolmentAnswer {
        let csr = try channelKey.request()
        return try await ask { nonce, server in
            var order = WireRenewalOrder()
            order.tenant = client.tenant.text
            order.device = device.text
            order.csr = Data(csr)
            let message = RenewalJudge.message(
                nonce: nonce,
                serverCertificateSHA256: server,
                csrSHA256: Digest(sha256Of: csr)
            )
            order.signature = (key ?? agentKey).signer.sign(message, namespace: RenewalJudge.namespace)
            return .renew(order)
        }
    }

    func identity(_ answer: WireEnrolmentAnswer) throws -> ChannelIdentity {
        let certificate = try #require(answer.certificates.first)
        return try ChannelIdentity(certificateDER: [UInt8](certificate), key: channelKey)
    }

    /// Connects, says hello and hands over the channel once the controller has answered.
    func connect<Success: Sendable>(
        as identity: ChannelIdentity,
        bootID: String = "7d0c5f2e-6a53-4d9a-9d0e-1f2a3b4c5d6e",
        status: WireExecutorStatus? = nil,
        _ body: (AgentChannel, WireControllerHello) async throws -> Success
    ) async throws -> Success {
        try await dialer.connect(to: address, trusting: authority, as: identity) { channel in
            var hello = WireAgentHello()
            hello.oldestVersion = 1
            hello.newestVersion = 1
            hello.agentVersion = "0.1.0"
            hello.tenant = identity.agent.tenant.text
            hello.device = identity.agent.device.text
            hello.executor = status ?? self.status(identity.agent.tenant)
            hello.bootID = bootID
            try await channel.send(.hello(hello))
            guard case .hello(let answer)? = try await channel.next() else { throw Refused() }
            return try await body(channel, answer)
        }
    }

    struct Refused: Error {}

    func status(
        _ tenant: TenantID,
        checkpoint: String = "",
        size: UInt64 = 0,
        ledger: UInt64 = 0,
        sequence: UInt64 = 0,
        spooled: UInt32 = 0,
        version: UInt64 = 0
    ) -> WireExecutorStatus {
        var status = WireExecutorStatus()
        status.tenant = tenant.text
        status.device = device.text
        status.checkpoint = checkpoint
        status.checkpointSize = size
        status.ledgerSize = ledger
        status.lastSequence = sequence
        status.spooled = spooled
        status.deviceVersion = version
        status.executorVersion = "0.1.0"
        return status
    }
}

extension TestClient {
    /// The secret of a fresh token.
    func enrolmentToken(_ running: RunningController, uses: Int = 1) async throws -> [UInt8] {
        let answer: EnrolmentFileAnswer = try await running.people.post(
            "/v1/tenants/\(tenant)/enrolment-files",
            EnrolmentFileRequest(uses: uses, validSeconds: 600),
            token: token
        ).decoded()
        return try EnrolmentFile.parse(Array(answer.file.utf8)).token
    }

    /// Submits what somebody signed.
    func submit(
        _ running: RunningController,
        _ kind: EntryKind,
        _ text: StatementText,
        by key: TestKey,
        blobs: [[UInt8]] = [],
        content: [UInt8]? = nil
    ) async throws -> PeopleClient.Reply {
        try await running.people.post(
            "/v1/tenants/\(tenant)/submissions",
            Submission(
                kind: kind.rawValue,
                statement: text.string,
                signatures: [key.sign(text, for: kind)],
                blobs: blobs.map { Base64.encode($0) },
                content: content.map { Base64.encode($0) }
            ),
            token: token
        )
    }

    /// People admit, or put away, a device.
    func admit(
        _ running: RunningController,
        _ device: DeviceID,
        version: UInt64 = 1,
        state: DeviceState = .active
    ) async throws -> PeopleClient.Reply {
        let text = DeviceStatement(
            tenant: tenant,
            root: rootReference,
            issued: Ground.now(),
            devices: [DeviceRow(device: device, version: version, state: state, name: "desk-1", groups: [])]
        ).rendered()
        return try await submit(running, .device, text, by: running.ground.contact)
    }

    /// An order for one device, with everything that goes along.
    func order(
        _ running: RunningController,
        _ device: DeviceID,
        script: [UInt8]? = nil
    ) async throws -> (operation: Model.Operation, reply: PeopleClient.Reply) {
        let script = script ?? fixtures.script
        var random = SystemRandomNumberGenerator()
        let now = Ground.now()
        let operation = Model.Operation(
            id: .make(at: now, random: &random),
            tenant: tenant,
            root: rootReference,
            issued: now,
            expires: now.adding(seconds: 3_600),
            action: .script(
                ScriptAction(
                    interpreter: .sh,
                    script: ScriptReference(
                        name: .literal("fix.sh"),
                        sha256: Digest(sha256Of: script),
                        bytes: UInt64(script.count)
                    )
                )
            ),
            targets: .devices([device]),
            limits: fixtures.limits,
            reason: fixtures.salted("printer queue stuck")
        )
        let reply = try await submit(
            running,
            .operation,
            operation.rendered(),
            by: running.ground.technician,
            blobs: [fixtures.salt + Array("printer queue stuck".utf8)],
            content: script
        )
        return (operation, reply)
    }
}
