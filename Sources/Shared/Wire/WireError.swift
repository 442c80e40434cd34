/// Why a part of a message could not become a typed value.
package enum WireError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A part that must be there is not.
    case missing(member: String)
    /// A byte string has another length than its type asks for.
    case length(member: String, found: Int, expected: ClosedRange<Int>)
    /// A list is longer than allowed.
    case count(member: String, found: Int, limit: Int)
    /// A number lies outside what its neighbours allow.
    case range(member: String)

    package var description: String {
        switch self {
        case .missing(let member):
            "\(member) is missing; send it"
        case .length(let member, let found, let expected) where expected.count == 1:
            "\(member) has \(found) bytes; send exactly \(expected.lowerBound)"
        case .length(let member, let found, let expected):
            "\(member) has \(found) bytes; send \(expected.lowerBound) to \(expected.upperBound)"
        case .count(let member, let found, let limit):
            "\(member) has \(found) elements; send at most \(limit)"
        case .range(let member):
            "\(member) does not fit the values beside it; check how it is computed"
        }
    }
}
