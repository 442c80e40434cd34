/// Why a tile, an entry bundle or a set of tiles was refused.
package enum TileError: Error, Equatable, Sendable {
    case tileLength(bytes: Int, width: Int)
    case bundleLength(detail: String)
    case entryTooLong(bytes: Int)
    case outsideTree(level: UInt8, index: UInt64, size: UInt64)
    case hashMismatch(TilePath, position: Int)
    case rootMismatch(size: UInt64)
}

extension TileError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tileLength(let bytes, let width):
            "tile of width \(width) has \(bytes) bytes instead of \(width * Digest.byteCount); fetch it again"
        case .bundleLength(let detail):
            "entry bundle is malformed: \(detail); fetch it again"
        case .entryTooLong(let bytes):
            "entry has \(bytes) bytes, a bundle holds at most \(EntryBundle.maximumEntryByteCount); log a digest instead"
        case .outsideTree(let level, let index, let size):
            "node \(index) of level \(level) is not in a tree of size \(size); ask for a size that the tree has reached"
        case .hashMismatch(let path, let position):
            "\(path) differs from the hash at position \(position) that commits to it; fetch both again, then report the log"
        case .rootMismatch(let size):
            "the tiles do not lead to the root of the checkpoint of size \(size); fetch them again, then report the log"
        }
    }
}
