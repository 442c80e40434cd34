import Testing
import TransparencyLog

@Suite struct DigestTests {
    private let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    @Test func `bytes, slices and buffers hash alike`() {
        let padded = Array("xabcx".utf8)
        #expect(Digest(sha256Of: Array("abc".utf8)).hex == abc)
        #expect(Digest(sha256Of: "abc".utf8).hex == abc)
        #expect(Digest(sha256Of: padded[1..<4]).hex == abc)
        #expect(Array("abc".utf8).withUnsafeBytes { Digest(sha256Of: $0) }.hex == abc)
    }

    @Test func `all text forms lead back to the same value`() throws {
        let digest = try #require(Digest(hex: abc))
        #expect(Digest(bytes: digest.bytes) == digest)
        #expect(Digest(base64: digest.base64) == digest)
        #expect(digest.base64.utf8.count == 44)
        #expect(digest.description == abc)
    }

    @Test(arguments: [0, 31, 33, 64]) func `another number of bytes is refused`(count: Int) {
        #expect(Digest(bytes: [UInt8](repeating: 7, count: count)) == nil)
        #expect(Digest(hex: String(repeating: "07", count: count)) == nil)
    }

    @Test func `upper case is refused`() {
        #expect(Digest(hex: abc.uppercased()) == nil)
    }

    @Test func `values are ordered by their bytes`() {
        var random = SeededGenerator(seed: 2)
        let digests = (0..<200).map { _ in Digest(sha256Of: [UInt8.random(in: 0...255, using: &random)]) }
        #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
    }

    @Test func `a digest takes 32 bytes in place`() {
        #expect(MemoryLayout<Digest>.stride == 32)
        #expect(Digest.zero.bytes == [UInt8](repeating: 0, count: 32))
    }
}
