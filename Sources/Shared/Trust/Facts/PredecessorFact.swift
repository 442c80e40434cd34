/// How the operation named in `after` stands on this device.
package enum PredecessorFact: Hashable, Sendable {
    /// The operation names none.
    case none
    /// Its receipt says `succeeded`.
    case succeeded
    /// No receipt yet.
    case pending
    /// A receipt with any other outcome.
    case ended
}
