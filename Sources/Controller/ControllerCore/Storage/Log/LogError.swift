package import Model
package import TransparencyLog

/// What a tenant's log refuses or fails to do.
package enum LogError: Error, Equatable, Sendable {
    /// The file could not be opened or made.
    case cannotOpen(path: String, cause: String)
    /// Nothing was appended: the disk is full, the file read-only, the device broken.
    case cannotWrite(path: String, cause: String)
    /// A read failed.
    case cannotRead(path: String, cause: String)
    /// The file's content contradicts itself or its own checkpoint.
    case damaged(path: String, finding: String)
    /// More appends wait than the queue holds; nothing was queued.
    case queueFull(waiting: Int, limit: Int)
    /// What may stand in the log once is there already, at this index.
    case alreadyLogged(LogClaim, index: UInt64)
    /// A receipt does not follow the device's receipts in the log: the device was restored from a snapshot, or lost some.
    case chainBroken(device: DeviceID, sequence: UInt64)
    /// A note signed by the log's own key is ahead of this file: the file was restored from an old copy.
    case behind(size: UInt64, seen: UInt64)
    /// A note signed by the log's own key has another root for a size that this file has.
    case forked(size: UInt64, stored: Digest, seen: Digest)
    /// A note that somebody showed is not one of this log.
    case foreignNote(String)
    /// The signing key is not the one whose checkpoints the file holds.
    case wrongKey(origin: String, cause: String)
    /// A leaf, tile or proof was asked for that the tree does not have.
    case outOfRange(asked: UInt64, size: UInt64)
}

extension LogError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .cannotOpen(let path, let cause):
            "log \(path) cannot be opened: \(cause); check the path, its owner and the file system"
        case .cannotWrite(let path, let cause):
            "log \(path) took no entry: \(cause); nothing was appended, make room or make it writable, then try again"
        case .cannotRead(let path, let cause):
            "log \(path) cannot be read: \(cause); check the disk, then restore from a mirror or backup"
        case .damaged(let path, let finding):
            "log \(path) is damaged: \(finding); stop, keep the file, restore from a mirror or backup"
        case .queueFull(let waiting, let limit):
            "\(waiting) appends wait for the log's disk, at most \(limit) may; try again later"
        case .alreadyLogged(let claim, let index):
            "\(claim) is in the log already, at index \(index); read that entry"
        case .chainBroken(let device, let sequence):
            "receipt \(sequence) of \(device) does not follow its receipts in the log; put the device on hold"
        case .behind(let size, let seen):
            "the log has \(size) entries but its key signed a checkpoint of \(seen); refill it from a mirror"
        case .forked(let size, let stored, let seen):
            "the log's key signed two trees of size \(size), \(stored) here and \(seen) elsewhere; stop and keep both"
        case .foreignNote(let cause):
            "the note is not a checkpoint of this log: \(cause)"
        case .wrongKey(let origin, let cause):
            "the signing key is not that of log \(origin): \(cause); configure the key that began the log"
        case .outOfRange(let asked, let size):
            "\(asked) is out of range for a tree of size \(size); ask below the latest checkpoint's size"
        }
    }
}
