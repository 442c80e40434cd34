/// Why bytes are not a time zone that this reader takes.
package enum TimeZoneError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The name has characters, a length or a meaning that an IANA zone name can't have.
    case nameRefused(String)
    /// The folder of zones holds no such regular file.
    case notFound(String)
    /// The file is longer than any zone of tzdata, or ends too early.
    case size(Int)
    /// The file breaks RFC 9636 in the part named.
    case malformed(String)
    /// The file counts leap seconds, so its times are not Unix times.
    case leapSeconds

    package var description: String {
        switch self {
        case .nameRefused(let name): "\"\(name)\" is not an IANA time zone name; write one such as Asia/Shanghai"
        case .notFound(let name): "time zone \"\(name)\" is not installed here; install tzdata or name another zone"
        case .size(let bytes): "time zone file of \(bytes) bytes can't be read; reinstall tzdata"
        case .malformed(let part): "time zone file has a wrong \(part); reinstall tzdata"
        case .leapSeconds: "time zone file counts leap seconds; name the zone without \"right/\""
        }
    }
}
