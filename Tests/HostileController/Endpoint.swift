import ControllerCore
import Model
import Transport
import Wire
import WireMessages

/// The attacked endpoint as a controller sees it: what it has reported, and what it has answered so far.
actor Endpoint {
    let device: DeviceID
    let tenant: TenantID
    private let channel: ControllerChannel
    /// Receipts that came on this connection, by sequence.
    private var receipts: [UInt64: ReceiptIntake] = [:]
    private(set) var status = WireExecutorStatus()
    private(set) var answers: [Answer] = []
    /// Orders whose success the device has signed, in order.
    private(set) var ran: [OperationID] = []

    init(_ device: DeviceID, tenant: TenantID, channel: ControllerChannel) {
        self.device = device
        self.tenant = tenant
        self.channel = channel
    }

    /// The tree size of the checkpoint that it holds.
    var size: UInt64 { status.checkpointSize }

    /// Greets as a controller does.
    func greet() async throws {
        guard let first = try await channel.next(), case .hello(let hello) = first else {
            throw SceneFault("the endpoint did not say hello")
        }
        status = hello.executor
        var answer = WireControllerHello()
        answer.version = ProtocolVersion.newest
        answer.controllerVersion = "0.1.0"
        try await channel.send(.hello(answer))
    }

    /// Delivers an order and waits until it is refused, or until the device's receipt for it has come.
    func deliver(_ delivery: WireDelivery) async throws {
        let before = status
        var refusal: WireDeliveryRefused?
        try await channel.send(.delivery(delivery))
        repeat {
            if case .refused(let refused) = try await next(), refused.delivery == delivery.id { refusal = refused }
            if let refusal, refusal.status.lastSequence == before.lastSequence {
                answers.append(.passing(refusal.code))
                return
            }
        } while receipts[before.lastSequence + 1] == nil || status.ledgerSize == before.ledgerSize
        guard let receipt = receipts[before.lastSequence + 1]?.receipt else { return }
        status.lastSequence = receipt.sequence
        if receipt.outcome == .succeeded { ran.append(receipt.operation) }
        answers.append(.receipt(receipt.code?.rawValue ?? receipt.outcome.rawValue))
    }

    /// Shows leaves other than orders and waits for the verdicts.
    func show(_ evidence: WireEvidence) async throws {
        try await channel.send(.evidence(evidence))
        while true {
            guard case .judged(let judged) = try await next(), judged.id == evidence.id else { continue }
            answers += judged.verdicts.map { .passing($0.code) }
            return
        }
    }

    /// Claims that the newest receipt is logged, and sees whether the device lets go of it.
    func acknowledge(_ proof: WireReceiptProof) async throws {
        let before = status.spooled
        try await channel.send(.receiptProof(proof))
        while true {
            guard case .status(let status) = try await next() else { continue }
            answers.append(.passing(status.spooled < before ? "let-go" : "kept"))
            return
        }
    }

    /// Logs and acknowledges what has come, as an honest controller does: an agent sends only so many receipts ahead.
    func settle(in log: TenantLog) async throws {
        for (sequence, receipt) in receipts.sorted(by: { $0.key < $1.key }) {
            let claim = LogClaim.receipt(device, sequence: sequence)
            if try await log.index(of: claim) == nil { _ = try await log.append([receipt.draft()]) }
            guard let index = try await log.index(of: claim) else {
                throw SceneFault("receipt \(sequence) is not logged")
            }
            let proven = try await log.prove([index], from: size)
            var proof = WireReceiptProof()
            proof.sequence = sequence
            proof.proof = proven.proof.wire
            proof.receipt = proven.leaves[0].logged.wire
            let before = status.spooled
            try await channel.send(.receiptProof(proof))
            while status.spooled >= before { _ = try await next() }
        }
        receipts = [:]
    }

    /// The leaf that an honest log would hold for the newest receipt.
    func newestReceipt(at time: Timestamp) throws -> [UInt8] {
        guard let receipt = receipts[status.lastSequence] else { throw SceneFault("no receipt has come") }
        return try receipt.draft().leaf(at: time)
    }

    /// Keeps an endpoint that is not attacked content.
    func idle() async throws {
        while true { _ = try await next() }
    }

    /// The next message, after its state has been taken in.
    private func next() async throws -> WireAgentMessage.OneOf_Message {
        guard let message = try await channel.next() else { throw SceneFault("the endpoint has ended the connection") }
        switch message {
        case .status(let newer): status = newer
        case .refused(let refused): status = refused.status
        case .judged(let judged): status = judged.status
        case .receipt(let report):
            // Read as an honest controller reads it: the signature is by the key that makes the device's id.
            receipts[report.sequence] = try ReceiptIntake(SignedText(report.receipt), tenant: tenant, device: device)
        case .ping(let ping):
            var pong = WirePong()
            pong.nonce = ping.nonce
            try await channel.send(.pong(pong))
        default: break
        }
        return message
    }
}
