/// A value bound to a statement's parameter.
package enum SQLiteValue: Equatable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    package init(_ value: Int64?) { self = value.map { .integer($0) } ?? .null }

    package init(_ value: Bool) { self = .integer(value ? 1 : 0) }

    package init(_ value: String?) { self = value.map { .text($0) } ?? .null }

    package init(_ value: [UInt8]?) { self = value.map { .blob($0) } ?? .null }

    /// SQLite has no unsigned integers: what does not fit is kept at the largest value, so that no size ever wraps below zero.
    package init(_ value: UInt64) { self = .integer(Int64(clamping: value)) }
}

extension SQLiteValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
    package init(integerLiteral value: Int64) { self = .integer(value) }

    package init(stringLiteral value: String) { self = .text(value) }

    package init(nilLiteral: ()) { self = .null }
}
