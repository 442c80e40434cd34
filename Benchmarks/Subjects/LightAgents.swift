import ControllerCore
import ControllerServer
import ControllerStore
import Foundation
import Harness
import Model
import SSHSIG
import TestSupport
import TransparencyLog
import Transport
import Wire
import WireMessages

/// Many devices of one client that only say hello and stay: what the controller needs for each, without their processes.
///
/// Their enrolments are appended to the client's log and their certificates issued by the controller's own authority while it
/// is down; then they dial it over real mutual TLS.
final class LightAgents: Sendable {
    struct Agent: Sendable {
        let device: DeviceID
        let receipts: Ed25519Signer
        let channel: ChannelIdentity
    }

    let agents: [Agent]
    private let tenant: TenantID
    private let address: ServerAddress
    private let authority: Digest
    private let dialer = ChannelDialer(now: BenchClock.now)

    /// Enrols so many devices in the data folder of a controller that is down.
    init(_ count: Int, folder path: String, tenant: TenantID, root: Digest) async throws {
        let folder = try DataFolder(opening: path)
        let configuration = try ControllerConfiguration.read(folder)
        let keys = try ControllerKeys.read(folder)
        let log = try await TenantLog(
            storage: try SQLiteLogStorage(path: folder.log(tenant)),
            signer: try LogKeys(folder: folder, configuration: configuration).signer(tenant),
            clock: BenchClock.now
        )
        let now = BenchClock.now()
        let sealing = StatementFixtures().sealingKey
        var agents: [Agent] = []
        var drafts: [LogDraft] = []
        for _ in 0..<count {
            let (receipts, own, key) = (Ed25519Signer(), Ed25519Signer(), ChannelKey())
            let device = DeviceID(receiptKey: receipts.publicKey)
            let request = try key.request()
            let statement = Enrolment(
                tenant: tenant,
                device: device,
                receiptKey: receipts.publicKey,
                agentKey: own.publicKey,
                sealingKey: sealing,
                csrSha256: Digest(sha256Of: request),
                tokenSha256: root,
                rootSha256: root,
                issued: now
            ).rendered()
            drafts.append(
                try LogDraft(
                    kind: .enrolment,
                    text: statement,
                    signatures: [
                        receipts.sign(statement.bytes, namespace: EntryKind.enrolment.namespace ?? "")
                    ]
                )
            )
            let certificate = try keys.agentsAuthority.issueAgent(
                requestDER: request,
                tenant: tenant,
                device: device,
                now: now
            )
            agents.append(
                Agent(
                    device: device,
                    receipts: receipts,
                    channel: try ChannelIdentity(certificateDER: certificate.der, key: key)
                )
            )
        }
        for start in stride(from: 0, to: drafts.count, by: 256) {
            _ = try await log.append(Array(drafts[start..<min(start + 256, drafts.count)]))
        }
        guard let host = ServerName("localhost") else { throw HarnessError("no server name") }
        self.agents = agents
        self.tenant = tenant
        address = ServerAddress(host: host, port: configuration.agentsPort)
        authority = keys.agentsAuthority.sha256
    }

    func shutdown() async {
        await dialer.shutdown()
    }

    /// Connects an agent and keeps it; `greeted` is called when the controller has answered.
    func hold(_ agent: Agent, greeted: @escaping @Sendable () -> Void) async throws {
        var hello = WireAgentHello()
        hello.oldestVersion = ProtocolVersion.oldest
        hello.newestVersion = ProtocolVersion.newest
        hello.agentVersion = "0.1.0"
        hello.tenant = tenant.text
        hello.device = agent.device.text
        hello.bootID = UUID().uuidString.lowercased()
        hello.executor.tenant = tenant.text
        hello.executor.device = agent.device.text
        hello.executor.executorVersion = "0.1.0"
        let first = hello
        try await dialer.connect(to: address, trusting: authority, as: agent.channel) { channel in
            try await channel.send(.hello(first))
            guard case .hello? = try await channel.next() else { throw HarnessError("\(agent.device) is not greeted") }
            greeted()
            while let message = try await channel.next() {
                guard case .ping(let ping) = message else { continue }
                var pong = WirePong()
                pong.nonce = ping.nonce
                try await channel.send(.pong(pong))
            }
        }
    }
}
