package import AgentCore
internal import FaultPoints
package import SSHSIG
package import Transport

/// What the agent keeps in its state folder.
///
/// ```
/// agent.seed           32 bytes, the agent's own Ed25519 key
/// channel-request.pem  key and certificate request, until the first certificate is confirmed
/// channel.pem          key and certificate of the channel, replaced as one file
/// inventory            number and hashes of the last report
/// ```
package struct AgentFiles: Sendable {
    private static let seed = "agent.seed"
    private static let request = "channel-request.pem"
    private static let channel = "channel.pem"
    private static let inventory = "inventory"
    private static let certificate = "CERTIFICATE"
    private static let certificateRequest = "CERTIFICATE REQUEST"
    private static let privateKey = "PRIVATE KEY"

    private let folder: StateFolder

    package init(_ folder: StateFolder) {
        self.folder = folder
    }

    /// A channel key with the one request made for it.
    ///
    /// The enrolment statement names the request's digest and is made once: an agent that crashed has to come back with the
    /// very same bytes.
    package struct Request: Sendable {
        package let key: ChannelKey
        package let der: [UInt8]
    }

    // MARK: The agent's own key

    /// The agent's own key, nil before there is one.
    package func signer() throws(AgentHostError) -> Ed25519Signer? {
        guard let seed = try folder.read(Self.seed) else { return nil }
        guard let signer = Ed25519Signer(seed: seed) else { throw damaged(Self.seed) }
        return signer
    }

    /// Keeps the agent's own key.
    package func keep(_ signer: Ed25519Signer) throws(AgentHostError) {
        try folder.write(signer.seed, to: Self.seed, .signerKept)
    }

    // MARK: The channel

    /// The request that waits for its certificate, nil for none.
    package func request() throws(AgentHostError) -> Request? {
        guard let text = try text(Self.request) else { return nil }
        guard let key = key(in: text), let der = PEMText.decode(Self.certificateRequest, of: text) else {
            throw damaged(Self.request)
        }
        return Request(key: key, der: der)
    }

    /// Keeps a request until its certificate is confirmed.
    package func keep(_ request: Request) throws(AgentHostError) {
        let text = request.key.pem + "\n" + PEMText.encode(request.der, label: Self.certificateRequest)
        try folder.write(Array(text.utf8), to: Self.request, .requestKept)
    }

    /// Forgets the request.
    package func forgetRequest() throws(AgentHostError) {
        guard try folder.read(Self.request) != nil else { return }
        try folder.remove(Self.request, .requestForgotten)
    }

    /// Key and certificate of the channel, nil before there is one.
    package func channel() throws(AgentHostError) -> ChannelIdentity? {
        guard let text = try text(Self.channel) else { return nil }
        guard let key = key(in: text), let der = PEMText.decode(Self.certificate, of: text),
            let identity = try? ChannelIdentity(certificateDER: der, key: key)
        else { throw damaged(Self.channel) }
        return identity
    }

    /// Keeps key and certificate.
    package func keep(_ identity: ChannelIdentity) throws(AgentHostError) {
        let text = identity.key.pem + "\n" + PEMText.encode(identity.certificateDER, label: Self.certificate)
        try folder.write(Array(text.utf8), to: Self.channel, .channelKept)
    }

    /// Forgets a device that this machine no longer is: the executor was reset and has another id.
    package func forgetDevice() throws(AgentHostError) {
        for name in [Self.channel, Self.request, Self.inventory, Self.seed] {
            try folder.remove(name, .deviceForgotten)
        }
    }

    // MARK: The inventory

    /// What is remembered of reports.
    ///
    /// A damaged file only costs a full report; its number then continues at the time, which is above every number used.
    package func inventory(now seconds: Int64) throws(AgentHostError) -> InventoryMemory {
        guard let bytes = try folder.read(Self.inventory) else { return InventoryMemory() }
        return InventoryMemory.parse(bytes) ?? InventoryMemory(sequence: UInt64(max(0, seconds)))
    }

    /// Keeps what is remembered of reports.
    package func keep(_ memory: InventoryMemory) throws(AgentHostError) {
        try folder.write(memory.rendered(), to: Self.inventory, .inventoryKept)
    }

    private func text(_ name: String) throws(AgentHostError) -> String? {
        guard let bytes = try folder.read(name) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw damaged(name) }
        return text
    }

    private func key(in text: String) -> ChannelKey? {
        PEMText.section(Self.privateKey, of: text).flatMap { try? ChannelKey(pem: $0) }
    }

    private func damaged(_ name: String) -> AgentHostError {
        .damaged(path: folder.path + "/" + name)
    }
}
