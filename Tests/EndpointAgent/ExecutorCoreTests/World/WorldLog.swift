import FoundationEssentials
import Model
import TestSupport
import TransparencyLog
import WireMessages

/// A tenant's log in memory, with a real tree and real signatures; it can be made to lie.
struct WorldLog: Sendable {
    let signer: NoteSigner
    private(set) var leaves: [[UInt8]] = []
    private var tree = MerkleTree()

    init(signer: NoteSigner) {
        self.signer = signer
    }

    var size: UInt64 { tree.size }

    /// Adds a leaf and says where it stands.
    @discardableResult
    mutating func append(_ leaf: [UInt8]) -> UInt64 {
        leaves.append(leaf)
        tree.append(leaf)
        return tree.size - 1
    }

    func checkpoint(
        size: UInt64? = nil,
        root: Digest? = nil,
        origin: String? = nil,
        extensions: [String] = []
    ) throws -> Checkpoint {
        let size = size ?? self.size
        return try Checkpoint(
            origin: origin ?? signer.verifierKey.name,
            size: size,
            root: root ?? tree.root(size: size),
            extensions: extensions
        )
    }

    /// A signed note of a checkpoint, cosigned by witnesses at the given times.
    func note(
        _ checkpoint: Checkpoint,
        by signer: NoteSigner? = nil,
        cosigned cosignatures: [Cosignature] = []
    ) throws -> String {
        let lines = try cosignatures.map {
            try $0.witness.sign(checkpoint, time: UInt64(clamping: $0.time.seconds))
        }
        return try (signer ?? self.signer).sign(checkpoint).adding(signatureLines: lines).raw
    }

    struct Cosignature: Sendable {
        let witness: CosignatureSigner
        let time: Timestamp
    }

    func consistency(from older: UInt64, to newer: UInt64? = nil) throws -> [Data] {
        try ConsistencyProof.make(from: older, to: newer ?? size, nodes: tree).map { Data($0.bytes) }
    }

    func proof(_ note: String, from older: UInt64, to newer: UInt64? = nil) throws -> WireLogProof {
        var proof = WireLogProof()
        proof.checkpoint = note
        proof.consistencyFrom = older
        proof.consistency = try consistency(from: older, to: newer)
        return proof
    }

    func leaf(_ index: UInt64, size: UInt64? = nil) throws -> WireLoggedLeaf {
        var leaf = WireLoggedLeaf()
        leaf.index = index
        leaf.leaf = Data(leaves[Int(index)])
        leaf.inclusion = try InclusionProof.make(index: index, size: size ?? self.size, from: tree)
            .map { Data($0.bytes) }
        return leaf
    }
}

/// Entries that no honest controller would log: nothing in them is read back.
enum RawLeaf {
    static func bytes(
        kind: String = "operation",
        at time: Timestamp,
        statement: String,
        signatures: [String]
    ) -> [UInt8] {
        let list = signatures.map(quoted).joined(separator: ",")
        let text =
            #"{"type":"countersign/entry/v1","at":"\#(time)","kind":"\#(kind)","statement":\#(quoted(statement)),"#
            + #""signatures":[\#(list)]}"#
        return Array(text.utf8)
    }

    private static func quoted(_ text: String) -> String {
        let escaped = text.map { character in
            switch character {
            case "\"", "\\": "\\\(character)"
            case "\n": "\\n"
            default: String(character)
            }
        }
        return "\"\(escaped.joined())\""
    }
}
