package import Model
package import Trust

/// A version of the trust root that follows the one before it.
package struct LoggedRoot: Hashable, Sendable {
    package let held: HeldRoot
    package let index: UInt64
    package let at: Timestamp

    init(_ held: HeldRoot, index: UInt64, at: Timestamp) {
        self.held = held
        self.index = index
        self.at = at
    }
}
