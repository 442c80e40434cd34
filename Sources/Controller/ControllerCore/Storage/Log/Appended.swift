package import Model

/// An entry that is on disk, covered by a signed checkpoint.
package struct Appended: Hashable, Sendable {
    /// Its place in the log.
    package let index: UInt64
    /// The controller's clock when it was appended.
    package var at: Timestamp { entry.at }
    /// Its exact bytes.
    package var leaf: [UInt8] { entry.leaf }
    /// It as a reader of the leaf would read it.
    package let entry: Entry
}
