import TransparencyLog

/// What was shown of a stream before anybody had signed for it, as digests: an output may have 64 MiB.
package struct ShownBytes: Sendable {
    /// Bytes that one digest stands for.
    private static let pieceLength = 65_536

    private struct Piece: Sendable {
        let position: UInt64
        let count: Int
        let sha256: Digest
    }

    private var pieces: [Piece] = []
    private var position: UInt64 = 0
    private var pending: [UInt8] = []

    package init() {}

    /// Remembers bytes that stand at a position; positions only rise.
    package mutating func append(_ bytes: ArraySlice<UInt8>, at start: UInt64) {
        if start != position &+ UInt64(pending.count) {
            close()
            position = start
        }
        pending += bytes
        while pending.count >= Self.pieceLength { close() }
    }

    private mutating func close() {
        let piece = pending.prefix(Self.pieceLength)
        guard !piece.isEmpty else { return }
        pieces.append(Piece(position: position, count: piece.count, sha256: Digest(sha256Of: piece)))
        position &+= UInt64(piece.count)
        pending.removeFirst(piece.count)
    }

    /// Whether all that was shown stands in a text, where it was shown to stand.
    package func stands(in text: [UInt8]) -> Bool {
        var all = self
        all.close()
        return all.pieces.allSatisfy { piece in
            guard piece.position <= UInt64(text.count), piece.count <= text.count - Int(piece.position) else {
                return false
            }
            let start = Int(piece.position)
            return Digest(sha256Of: text[start..<(start + piece.count)]) == piece.sha256
        }
    }
}
