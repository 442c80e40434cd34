package import TransparencyLog

/// What the blob store refuses or fails to do.
package enum BlobError: Error, Equatable, Sendable {
    case tooLarge(bytes: Int, limit: Int)
    case digestMismatch(expected: Digest, found: Digest)
    case cannotWrite(path: String, cause: String)
    case cannotRead(path: String, cause: String)
    /// The file's content is not what its name says.
    case damaged(path: String)
    /// The upload was committed or abandoned before.
    case uploadEnded
}

extension BlobError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooLarge(let bytes, let limit):
            "the blob has \(bytes) bytes or more, at most \(limit) are stored; send less"
        case .digestMismatch(let expected, let found):
            "the blob's SHA-256 is \(found), \(expected) was announced; send the content that was signed for"
        case .cannotWrite(let path, let cause):
            "blob \(path) cannot be written: \(cause); make room or make the folder writable, then try again"
        case .cannotRead(let path, let cause):
            "blob \(path) cannot be read: \(cause); check the disk, then restore from a backup"
        case .damaged(let path):
            "blob \(path) does not have the SHA-256 that is its name; restore it from a backup"
        case .uploadEnded:
            "the upload has ended; begin a new one"
        }
    }
}
