package import Model
import SSHSIG

/// A leaf of the controller's own log as it is read when a tenant is opened.
///
/// Each leaf was judged in full before it was appended, and stands under a checkpoint of the log's own key, which opening
/// compares with the tree. So here no more is read than what folds: `audit verify` and `rebuild` verify everything again.
package enum StoredLeaf: Sendable {
    /// Read and verified: words of people from which rights follow, and whatever an authenticator signed.
    case entry(Entry)
    /// Read: words of devices, which give nobody any right.
    case word(UnverifiedEntry)
    /// One that folds into nothing; only its time counts.
    case silent(Timestamp)
    case unreadable

    /// Reads a leaf.
    package static func read(_ leaf: [UInt8], zones: any TimeZoneDirectory) -> StoredLeaf {
        if let time = silentTime(leaf) { return .silent(time) }
        guard let read = try? UnverifiedEntry(leaf: leaf, zones: zones) else { return .unreadable }
        switch read.kind {
        case .receipt, .inventory: return .word(read)
        case .operation, .approval, .denial, .cancel, .review, .enrolment:
            // What a key in a file attests is known without its mathematics: nothing but itself.
            guard let entry = Entry(stored: read) else { fallthrough }
            return .entry(entry)
        default:
            guard let entry = try? read.verified() else { return .unreadable }
            return .entry(entry)
        }
    }

    /// The time of a leaf that nobody needs to read, told by its first bytes, which the log itself wrote.
    private static func silentTime(_ leaf: [UInt8]) -> Timestamp? {
        guard leaf.starts(with: head) else { return nil }
        let time = head.count..<(head.count + 20)
        let rest = leaf.dropFirst(time.upperBound)
        guard leaf.count > time.upperBound, let kind = silentKinds.first(where: { rest.starts(with: $0.bytes) }) else {
            return nil
        }
        // The issue of a token is the one word of access that something follows from.
        if kind.isAccess, contains(token, in: rest) { return nil }
        return Timestamp(String(decoding: leaf[time], as: UTF8.self))
    }

    private static func contains(_ word: [UInt8], in bytes: ArraySlice<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            guard bytes.count >= word.count else { return false }
            return (0...(bytes.count - word.count)).contains { start in
                bytes[start] == word[0] && bytes[start..<(start + word.count)].elementsEqual(word)
            }
        }
    }

    private static let head = Array("{\"type\":\"\(Entry.type)\",\"at\":\"".utf8)
    private static let token = Array("token".utf8)
    private static let silentKinds: [(bytes: [UInt8], isAccess: Bool)] = [
        EntryKind.access, .system, .install, .note, .publish, .release,
    ].map { (Array("\",\"kind\":\"\($0.rawValue)\"".utf8), $0 == .access) }
}

extension TenantHistory {
    /// Takes in leaves of one's own log that follow, read on all cores; gives them back as they were read.
    package mutating func take(stored leaves: [[UInt8]]) -> [StoredLeaf] {
        let read = Parallel.map(leaves) { [timeZones] in StoredLeaf.read($0, zones: timeZones) }
        for leaf in read { take(leaf) }
        return read
    }

    private mutating func take(_ leaf: StoredLeaf) {
        switch leaf {
        case .entry(let entry): apply(entry, index: size)
        case .word(let read): apply(read, index: size)
        case .silent(let time): skip(at: time)
        case .unreadable: skip()
        }
    }
}
