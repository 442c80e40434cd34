import FoundationEssentials
import Model
import Testing
import TransparencyLog
import Wire
import WireMessages

@Suite struct ConversionTests {
    private static func hashes(_ count: Int, bytes: Int = 32) -> [Data] {
        (0..<count).map { Data(repeating: UInt8($0), count: bytes) }
    }

    private static func leaf(_ bytes: Int, hashes: [Data] = []) -> WireLoggedLeaf {
        var leaf = WireLoggedLeaf()
        leaf.index = 9
        leaf.leaf = Data(repeating: 1, count: bytes)
        leaf.inclusion = hashes
        return leaf
    }

    private static func proof(_ note: String = "note", hashes: [Data] = []) -> WireLogProof {
        var proof = WireLogProof()
        proof.checkpoint = note
        proof.consistencyFrom = 4
        proof.consistency = hashes
        return proof
    }

    @Test func `a proof and a leaf survive the way there and back`() throws {
        let proof = Self.proof(hashes: Self.hashes(63))
        #expect(try LogProof(proof).wire == proof)
        #expect(try LogProof(proof).consistency.count == 63)
        let leaf = Self.leaf(65_535, hashes: Self.hashes(2))
        #expect(try LoggedLeaf(leaf).wire == leaf)
    }

    @Test func `64 hashes are refused`() {
        #expect(throws: WireError.count(member: "consistency", found: 64, limit: 63)) {
            try LogProof(Self.proof(hashes: Self.hashes(64)))
        }
        #expect(throws: WireError.count(member: "inclusion", found: 64, limit: 63)) {
            try LoggedLeaf(Self.leaf(1, hashes: Self.hashes(64)))
        }
    }

    @Test(arguments: [0, 31, 33]) func `a hash that is not 32 bytes is refused`(bytes: Int) {
        #expect(throws: WireError.length(member: "inclusion", found: bytes, expected: 32...32)) {
            try LoggedLeaf(Self.leaf(1, hashes: Self.hashes(1, bytes: bytes)))
        }
    }

    @Test(arguments: [0, 65_536]) func `a leaf of impossible size is refused`(bytes: Int) {
        #expect(throws: WireError.length(member: "leaf", found: bytes, expected: 1...65_535)) {
            try LoggedLeaf(Self.leaf(bytes))
        }
    }

    @Test func `a missing note is refused`() {
        #expect(throws: WireError.length(member: "checkpoint", found: 0, expected: 1...65_536)) {
            try LogProof(Self.proof(""))
        }
    }

    @Test func `a delivery needs proof and operation and bounds its approvals`() throws {
        var delivery = WireDelivery()
        delivery.id = 3
        #expect(throws: WireError.missing(member: "proof")) { try DeliveryParts(delivery) }
        delivery.proof = Self.proof()
        #expect(throws: WireError.missing(member: "operation")) { try DeliveryParts(delivery) }
        delivery.operation = Self.leaf(3)
        delivery.approvals = Array(repeating: Self.leaf(1), count: 64)
        delivery.content = Data([1, 2])
        let parts = try DeliveryParts(delivery)
        #expect(parts.id == 3)
        #expect(parts.approvals.count == 64)
        #expect(parts.content == [1, 2])
        delivery.approvals.append(Self.leaf(1))
        #expect(throws: WireError.count(member: "approvals", found: 65, limit: 64)) { try DeliveryParts(delivery) }
    }

    @Test func `evidence needs a proof and bounds its leaves`() throws {
        var evidence = WireEvidence()
        #expect(throws: WireError.missing(member: "proof")) { try EvidenceParts(evidence) }
        evidence.proof = Self.proof()
        evidence.leaves = Array(repeating: Self.leaf(1), count: 257)
        #expect(throws: WireError.count(member: "leaves", found: 257, limit: 256)) { try EvidenceParts(evidence) }
        evidence.leaves.removeLast()
        #expect(try EvidenceParts(evidence).leaves.count == 256)
    }

    @Test func `a root reference has a version and a whole digest`() throws {
        var wire = WireRootReference()
        wire.sha256 = Data(repeating: 1, count: 32)
        #expect(throws: WireError.range(member: "version")) { try RootReference(wire) }
        wire.version = 3
        #expect(try RootReference(wire).wire == wire)
        wire.sha256 = Data()
        #expect(throws: WireError.length(member: "sha256", found: 0, expected: 32...32)) { try RootReference(wire) }
    }

    @Test func `a signed statement has both parts`() throws {
        var wire = WireSignedStatement()
        wire.signature = "armor"
        #expect(throws: WireError.length(member: "statement", found: 0, expected: 1...65_535)) { try SignedText(wire) }
        wire.statement = Data([123, 125])
        #expect(try SignedText(wire).wire == wire)
        wire.signature = ""
        #expect(throws: WireError.length(member: "signature", found: 0, expected: 1...16_384)) { try SignedText(wire) }
    }

    @Test(
        arguments: [
            (0, 10, 10, true), (6, 10, 4, true), (6, 10, 5, false), (11, 10, 1, false),
            (UInt64.max, UInt64.max, 1, false),
            (UInt64.max - 1, UInt64.max, 1, true), (0, 0, 0, false), (0, 262_145, 262_145, false),
        ] as [(UInt64, UInt64, Int, Bool)]
    )
    func `a blob piece lies within its blob`(offset: UInt64, total: UInt64, count: Int, fits: Bool) {
        var wire = WireBlobChunk()
        wire.sha256 = Data(repeating: 1, count: 32)
        wire.offset = offset
        wire.total = total
        wire.content = Data(repeating: 2, count: count)
        let part = try? BlobPart(wire)
        #expect((part != nil) == fits)
        if let part {
            #expect(part.isLast)
            #expect(part.wire == wire)
        }
    }

    @Test func `the texts of errors name facts and the next step`() {
        #expect(
            FrameError.oversized(announced: 9, limit: 8).description
                == "frame of 9 bytes passes the limit of 8; send it in smaller pieces"
        )
        #expect(
            WireError.length(member: "inclusion", found: 3, expected: 32...32).description
                == "inclusion has 3 bytes; send exactly 32"
        )
    }
}
