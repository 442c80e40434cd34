/// A checkpoint as the log keeps it: the size and the exact signed note.
package struct StoredCheckpoint: Hashable, Sendable {
    /// The tree's size.
    package let size: UInt64
    /// The note with the log's own signature.
    package let note: String

    package init(size: UInt64, note: String) {
        self.size = size
        self.note = note
    }
}
