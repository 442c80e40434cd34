import ControllerCore
import FoundationEssentials
import Model
import TransparencyLog
import Wire
import WireMessages

/// Puts leaves, proofs and contents together into what goes to a device, against the newest checkpoint.
struct MessageBuilder: Sendable {
    let log: TenantLog
    let blobs: any BlobStore
    let tenant: TenantID

    /// Bytes of leaves in one message of evidence; what is left out stays pending.
    private static let evidenceBytes = 1 << 20
    /// Bytes of approvals beside an order: with the longest script and order, a frame takes no more.
    private static let approvalBytes = 512 << 10

    func delivery(_ order: SessionAction.Delivery) async throws -> WireDelivery {
        async let content = content(of: order)
        let proven = try await log.prove([order.leaf] + order.approvals, from: order.from)
        var message = WireDelivery()
        message.id = order.id
        message.proof = proven.proof.wire
        guard let operation = proven.leaves.first else {
            throw LogError.outOfRange(asked: order.leaf, size: proven.size)
        }
        message.operation = operation.logged.wire
        message.approvals = Self.fitting(Array(proven.leaves.dropFirst())).map(\.logged.wire)
        if let content = try await content { message.content = content }
        return message
    }

    /// The approvals that there is room for, in log order: long ones are left out first, so that nobody's padding costs
    /// another's signature its place.
    static func fitting(_ approvals: [ProvenLeaves.Leaf]) -> [ProvenLeaves.Leaf] {
        var left = approvalBytes
        let taken = approvals.sorted { ($0.leaf.count, $0.index) < ($1.leaf.count, $1.index) }.prefix { approval in
            left -= approval.leaf.count + 32 * approval.inclusion.count
            return left >= 0
        }
        return taken.sorted { $0.index < $1.index }
    }

    private func content(of order: SessionAction.Delivery) async throws -> Data? {
        guard let content = order.content else { return nil }
        return try await blobs.read(content, tenant: tenant).map { Data($0) }
    }

    func evidence(id: UInt64, leaves: [UInt64], from: UInt64) async throws -> WireEvidence {
        let proven = try await log.prove(leaves, from: from)
        var message = WireEvidence()
        message.id = id
        message.proof = proven.proof.wire
        var bytes = 0
        for leaf in proven.leaves {
            bytes += leaf.leaf.count + 32 * leaf.inclusion.count
            guard message.leaves.isEmpty || bytes <= Self.evidenceBytes else { break }
            message.leaves.append(leaf.logged.wire)
        }
        return message
    }

    func receiptProof(sequence: UInt64, leaf index: UInt64, from: UInt64) async throws -> WireReceiptProof {
        let proven = try await log.prove([index], from: from)
        var message = WireReceiptProof()
        message.sequence = sequence
        message.proof = proven.proof.wire
        guard let receipt = proven.leaves.first else { throw LogError.outOfRange(asked: index, size: proven.size) }
        message.receipt = receipt.logged.wire
        return message
    }
}

extension ProvenLeaves {
    fileprivate var proof: LogProof {
        LogProof(checkpoint: checkpoint, consistencyFrom: consistencyFrom, consistency: consistency)
    }
}

extension ProvenLeaves.Leaf {
    fileprivate var logged: LoggedLeaf {
        LoggedLeaf(index: index, leaf: leaf, inclusion: inclusion)
    }
}
