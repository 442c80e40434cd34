/// The verdict of a review.
package enum ReviewVerdict: String, Hashable, Sendable, CaseIterable, JSONConvertible {
    case accepted
    case rejected
}
