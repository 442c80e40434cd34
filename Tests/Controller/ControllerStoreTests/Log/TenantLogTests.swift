import ControllerCore
import ControllerStore
import Model
import Testing
import TransparencyLog

/// What every storage of a log owes, run against each.
@Suite struct TenantLogTests {
    @Test(arguments: LogImplementation.allCases)
    func `an empty log has no checkpoint`(_ implementation: LogImplementation) async throws {
        let fixture = try await LogFixture(implementation)
        #expect(try await fixture.log.size() == 0)
        #expect(try await fixture.log.latestCheckpoint() == nil)
        #expect(try await fixture.log.append([]) == [])
    }

    @Test(arguments: LogImplementation.allCases)
    func `entries come back as they were appended and a checkpoint covers them`(
        _ implementation: LogImplementation
    ) async throws {
        let fixture = try await LogFixture(implementation)
        let appended = try await fixture.append(9)
        #expect(appended.map(\.index) == Array(0..<9))
        #expect(try await fixture.verifiedLeaves() == appended.map(\.leaf))
        #expect(try await fixture.log.leaf(at: 4) == appended[4].leaf)
        #expect(try await fixture.log.checkpoint(atOrAfter: 5)?.size == 5)
        await #expect(throws: LogError.outOfRange(asked: 9, size: 9)) { try await fixture.log.leaf(at: 9) }
    }

    @Test(arguments: LogImplementation.allCases)
    func `every entry and every older tree is proven in every tree`(_ implementation: LogImplementation) async throws {
        let fixture = try await LogFixture(implementation)
        let leaves = try await fixture.append(21).map(\.leaf)
        for size in 1...UInt64(21) {
            let root = MerkleTree(leaves: leaves.prefix(Int(size))).root
            #expect(try await fixture.log.root(of: size) == root)
            for index in 0..<size {
                let proof = try await fixture.log.inclusionProof(index: index, size: size)
                let leaf = MerkleHash.leaf(leaves[Int(index)])
                #expect(InclusionProof.verify(proof, index: index, size: size, leafHash: leaf, root: root))
            }
            for older in 0...size {
                let proof = try await fixture.log.consistencyProof(from: older, to: size)
                let olderRoot = MerkleTree(leaves: leaves.prefix(Int(older))).root
                #expect(ConsistencyProof.verify(proof, from: (older, olderRoot), to: (size, root)))
            }
        }
        await #expect(throws: LogError.outOfRange(asked: 22, size: 21)) {
            try await fixture.log.inclusionProof(index: 0, size: 22)
        }
        await #expect(throws: LogError.outOfRange(asked: 7, size: 7)) {
            try await fixture.log.inclusionProof(index: 7, size: 7)
        }
    }

    @Test(arguments: LogImplementation.allCases)
    func `many writers get an index each and one tree`(_ implementation: LogImplementation) async throws {
        let fixture = try await LogFixture(implementation)
        let log = fixture.log
        let indexes = try await withThrowingTaskGroup(of: [UInt64].self) { group in
            for writer in 0..<40 {
                group.addTask {
                    var indexes: [UInt64] = []
                    for number in 0..<5 {
                        indexes += try await log.append([LogFixture.draft("w\(writer)-\(number)")]).map(\.index)
                    }
                    return indexes
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(indexes.sorted() == Array(0..<200))
        #expect(try await fixture.verifiedLeaves().count == 200)
    }

    @Test(arguments: LogImplementation.allCases)
    func `the drafts of one call stand together`(_ implementation: LogImplementation) async throws {
        let fixture = try await LogFixture(implementation)
        let appended = try await fixture.log.append([LogFixture.draft("a"), LogFixture.draft("b")])
        #expect(appended.map(\.index) == [0, 1])
        #expect(try await fixture.log.latestCheckpoint()?.size == 2)
        struct No: Error {}
        await #expect(throws: No.self) {
            try await fixture.log.append([LogFixture.draft("c"), LogFixture.draft("d") { _ in throw No() }])
        }
        #expect(try await fixture.verifiedLeaves().count == 2)
    }

    @Test(arguments: LogImplementation.allCases)
    func `what may stand once is refused the second time, with its index`(
        _ implementation: LogImplementation
    ) async throws {
        let fixture = try await LogFixture(implementation)
        try await fixture.append(3)
        _ = try await fixture.log.append([LogFixture.draft("first", claims: ["operation/1"])])
        await #expect(throws: LogError.alreadyLogged(LogClaim(text: "operation/1"), index: 3)) {
            try await fixture.log.append([LogFixture.draft("second", claims: ["operation/1"])])
        }
        #expect(try await fixture.log.index(of: LogClaim(text: "operation/1")) == 3)
        #expect(try await fixture.log.size() == 4)
    }

    @Test(arguments: LogImplementation.allCases)
    func `a refused call leaves its claims to others`(_ implementation: LogImplementation) async throws {
        let fixture = try await LogFixture(implementation)
        try await fixture.append(2)
        struct No: Error {}
        await #expect(throws: No.self) {
            try await fixture.log.append([
                LogFixture.draft("a", claims: ["operation/1"]),
                LogFixture.draft("b", claims: ["operation/2"]) { _ in throw No() },
            ])
        }
        let twice = LogError.alreadyLogged(LogClaim(text: "operation/1"), index: 2)
        await #expect(throws: twice) {
            try await fixture.log.append([
                LogFixture.draft("a", claims: ["operation/1"]), LogFixture.draft("b", claims: ["operation/1"]),
            ])
        }
        for claim in ["operation/1", "operation/2"] {
            #expect(try await fixture.log.index(of: LogClaim(text: claim)) == nil)
            _ = try await fixture.log.append([LogFixture.draft(claim, claims: [claim])])
        }
        #expect(try await fixture.log.index(of: LogClaim(text: "operation/2")) == 3)
    }

    @Test(arguments: LogImplementation.allCases)
    func `of two racing calls with one claim exactly one is appended`(_ implementation: LogImplementation) async throws
    {
        let fixture = try await LogFixture(implementation)
        let log = fixture.log
        let successes = await withTaskGroup(of: Int.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let appended = try? await log.append([LogFixture.draft("r\(number)", claims: ["receipt/d/1"])])
                    return appended?.count ?? 0
                }
            }
            return await group.reduce(0, +)
        }
        #expect(successes == 1)
        #expect(try await fixture.verifiedLeaves().count == 1)
    }

    @Test(arguments: LogImplementation.allCases)
    func `a precondition sees the log that it is appended to`(_ implementation: LogImplementation) async throws {
        let fixture = try await LogFixture(implementation)
        try await fixture.append(2)
        struct Moved: Error {}
        let draft = try LogFixture.draft("x") { log in
            guard try log.size() == 2 else { throw Moved() }
        }
        #expect(try await fixture.log.append([draft]).map(\.index) == [2])
        await #expect(throws: Moved.self) { try await fixture.log.append([draft]) }
    }

    @Test(arguments: LogImplementation.allCases)
    func `the log's time never decreases though the clock is set back`(_ implementation: LogImplementation) async throws
    {
        let fixture = try await LogFixture(implementation)
        let start = fixture.clock.now
        try await fixture.append(1)
        fixture.clock.set(start.seconds - 3_600)
        #expect(try await fixture.append(1).map(\.at) == [start])
        fixture.clock.set(start.seconds + 5)
        let later = try await fixture.append(1)
        #expect(later.map(\.at) == [start.adding(seconds: 5)])
        #expect(String(decoding: later[0].leaf, as: UTF8.self).contains(start.adding(seconds: 5).text))
    }

    @Test(arguments: LogImplementation.allCases)
    func `a log opened again goes on with tree and time`(_ implementation: LogImplementation) async throws {
        let fixture = try await LogFixture(implementation)
        let start = fixture.clock.now
        try await fixture.append(5)
        let earlier = start.adding(seconds: -60)
        let again = try await TenantLog(storage: fixture.storage, signer: fixture.signer) { earlier }
        #expect(try await again.append([LogFixture.draft("more")]).map(\.at) == [start])
        // The first opener notices that somebody else has appended.
        try await fixture.append(1)
        #expect(try await fixture.verifiedLeaves().count == 7)
    }

    @Test(arguments: LogImplementation.allCases)
    func `another key may not go on with the log`(_ implementation: LogImplementation) async throws {
        let fixture = try await LogFixture(implementation)
        try await fixture.append(1)
        let other = try LogFixture.signer(seed: 8)
        await #expect(throws: LogError.self) {
            try await TenantLog(storage: fixture.storage, signer: other) { Timestamp(seconds: 0) }
        }
    }

    @Test(arguments: LogImplementation.allCases)
    func `cosignatures stand under the checkpoint they belong to`(_ implementation: LogImplementation) async throws {
        let fixture = try await LogFixture(implementation)
        try await fixture.append(3)
        let line = "\u{2014} witness.example AAAA\n"
        let cosignature = StoredCosignature(size: 2, witness: "witness.example", time: 9, line: line)
        try await fixture.log.record(cosignature)
        try await fixture.log.record(cosignature)
        let note = try #require(await fixture.log.checkpoint(atOrAfter: 2)?.note)
        #expect(try await fixture.log.cosignedNote(size: 2) == note + line)
        #expect(try await fixture.log.newestCosignedSize() == 2)
        #expect(try await fixture.log.cosignedNote(size: 9) == nil)
        await #expect(throws: LogError.outOfRange(asked: 4, size: 3)) {
            try await fixture.log.record(StoredCosignature(size: 4, witness: "w", time: 9, line: line))
        }
    }

    @Test(arguments: LogImplementation.allCases)
    func `tiles hold the roots of complete subtrees`(_ implementation: LogImplementation) async throws {
        let fixture = try await LogFixture(implementation)
        let drafts = try (0..<300).map { try LogFixture.draft("t\($0)") }
        let leaves = try await fixture.log.append(drafts).map(\.leaf)
        #expect(try await fixture.log.tile(level: 0, index: 1, width: 44) == leaves[256...].map { MerkleHash.leaf($0) })
        #expect(try await fixture.log.tile(level: 1, index: 0, width: 1) == [MerkleTree(leaves: leaves[..<256]).root])
        await #expect(throws: LogError.outOfRange(asked: 301, size: 300)) {
            try await fixture.log.tile(level: 0, index: 1, width: 45)
        }
    }
}
