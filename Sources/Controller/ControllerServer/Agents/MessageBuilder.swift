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

    func delivery(_ order: SessionAction.Delivery) async throws -> WireDelivery {
        let (proof, size) = try await proof(from: order.from)
        var message = WireDelivery()
        message.id = order.id
        message.proof = proof.wire
        message.operation = try await leaf(order.leaf, size: size).wire
        for index in order.approvals { message.approvals.append(try await leaf(index, size: size).wire) }
        if let content = order.content, let bytes = try await blobs.read(content, tenant: tenant) {
            message.content = Data(bytes)
        }
        return message
    }

    func evidence(id: UInt64, leaves: [UInt64], from: UInt64) async throws -> WireEvidence {
        let (proof, size) = try await proof(from: from)
        var message = WireEvidence()
        message.id = id
        message.proof = proof.wire
        var bytes = 0
        for index in leaves {
            let leaf = try await leaf(index, size: size)
            bytes += leaf.leaf.count + 32 * leaf.inclusion.count
            guard message.leaves.isEmpty || bytes <= Self.evidenceBytes else { break }
            message.leaves.append(leaf.wire)
        }
        return message
    }

    func receiptProof(sequence: UInt64, leaf index: UInt64, from: UInt64) async throws -> WireReceiptProof {
        let (proof, size) = try await proof(from: from)
        var message = WireReceiptProof()
        message.sequence = sequence
        message.proof = proof.wire
        message.receipt = try await leaf(index, size: size).wire
        return message
    }

    private func proof(from: UInt64) async throws -> (LogProof, size: UInt64) {
        guard let checkpoint = try await log.latestCheckpoint() else {
            throw LogError.outOfRange(asked: from, size: 0)
        }
        let consistency = from == 0 ? [] : try await log.consistencyProof(from: from, to: checkpoint.size)
        let note = try await log.cosignedNote(size: checkpoint.size) ?? checkpoint.note
        return (
            LogProof(checkpoint: note, consistencyFrom: from, consistency: consistency), checkpoint.size
        )
    }

    private func leaf(_ index: UInt64, size: UInt64) async throws -> LoggedLeaf {
        LoggedLeaf(
            index: index,
            leaf: try await log.leaf(at: index),
            inclusion: try await log.inclusionProof(index: index, size: size)
        )
    }
}
