import Crypto

/// A SHA-256 value: 32 bytes held in place, never on the heap.
///
/// The four words hold the bytes in memory order, so `[Digest]` is one contiguous buffer of 32-byte hashes, laid out
/// like a tile (c2sp.org/tlog-tiles).
package struct Digest: Hashable, Sendable, BitwiseCopyable {
    /// The number of bytes of a SHA-256 value.
    package static let byteCount = 32

    /// Thirty-two zero bytes: a placeholder, not the hash of anything known.
    package static let zero = Digest()

    private var word0: UInt64 = 0
    private var word1: UInt64 = 0
    private var word2: UInt64 = 0
    private var word3: UInt64 = 0

    private init() {}

    /// Copies a hash from memory; the caller has made sure that the buffer holds 32 bytes.
    init(copying buffer: UnsafeRawBufferPointer) {
        precondition(buffer.count == Digest.byteCount, "a SHA-256 value has 32 bytes")
        withUnsafeMutableBytes(of: &self) { $0.copyMemory(from: buffer) }
    }

    /// The value of a finished hash function.
    init(_ hasher: SHA256) {
        self = hasher.finalize().withUnsafeBytes { Digest(copying: $0) }
    }

    /// Hashes the bytes of a buffer.
    package init(sha256Of buffer: UnsafeRawBufferPointer) {
        var hasher = SHA256()
        hasher.update(bufferPointer: buffer)
        self.init(hasher)
    }

    /// Hashes bytes; contiguous ones are not copied.
    package init(sha256Of bytes: some Sequence<UInt8>) {
        self = bytes.withRawBytes { Digest(sha256Of: $0) }
    }

    /// Takes over a hash that is already made; nil unless there are exactly 32 bytes.
    package init?(bytes: some Collection<UInt8>) {
        guard let digest = bytes.withRawBytes({ $0.count == Digest.byteCount ? Digest(copying: $0) : nil }) else {
            return nil
        }
        self = digest
    }

    /// Reads exactly 64 lower-case hexadecimal digits.
    package init?(hex: String) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    /// Reads standard base64 of exactly 32 bytes, padded and canonical.
    package init?(base64: String) {
        guard let bytes = Base64.decode(base64) else { return nil }
        self.init(bytes: bytes)
    }

    /// The 32 bytes.
    package var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    /// 64 lower-case hexadecimal digits.
    package var hex: String { withUnsafeBytes { Hex.encode($0) } }

    /// Padded standard base64, 44 characters, as checkpoints and proofs write a hash.
    package var base64: String { Base64.encode(bytes) }

    /// Lends the 32 bytes without copying them to the heap.
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try Swift.withUnsafeBytes(of: self) { try body($0) }
    }
}

extension Digest: Comparable {
    /// Orders by bytes, first byte first: the same order as that of the hexadecimal texts.
    package static func < (left: Digest, right: Digest) -> Bool {
        if left.word0 != right.word0 { return left.word0.bigEndian < right.word0.bigEndian }
        if left.word1 != right.word1 { return left.word1.bigEndian < right.word1.bigEndian }
        if left.word2 != right.word2 { return left.word2.bigEndian < right.word2.bigEndian }
        return left.word3.bigEndian < right.word3.bigEndian
    }
}

extension Digest: CustomStringConvertible {
    package var description: String { hex }
}

extension Sequence<UInt8> {
    /// Lends the elements as one buffer; copies them only if they do not lie together already.
    func withRawBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        withContiguousStorageIfAvailable { body(UnsafeRawBufferPointer($0)) }
            ?? ContiguousArray(self).withUnsafeBytes { body($0) }
    }
}
