package import Model

/// An entry that is on disk, covered by a signed checkpoint.
package struct Appended: Hashable, Sendable {
    /// Its place in the log.
    package let index: UInt64
    /// The controller's clock when it was appended.
    package let at: Timestamp
    /// Its exact bytes.
    package let leaf: [UInt8]
}
