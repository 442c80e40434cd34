/// The shapes of addresses in a trust root; all of them ASCII, lower-case host names, nothing to decode.
enum AddressShape {
    private static let host: ASCIISet = .lower | .digits | ASCIISet(".-")
    private static let path: ASCIISet = .lower | .upper | .digits | ASCIISet("._/-")
    private static let segment: ASCIISet = .lower | .upper | .digits | ASCIISet("._-")
    private static let bracketed: ASCIISet = .digits | ASCIISet("abcdef:.")

    /// A log's origin: a host and a path, no port.
    static func isLogOrigin(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count >= 2, let first = parts.first, isMade(of: host, first) else { return false }
        return parts.dropFirst().allSatisfy { isMade(of: segment, $0) }
    }

    /// `https://host[:port]` and a path where one is allowed.
    static func isHTTPS(_ text: String, withPath: Bool) -> Bool {
        guard text.utf8.starts(with: "https://".utf8) else { return false }
        let rest = text.utf8.dropFirst(8)
        let authority = rest.prefix { $0 != UInt8(ascii: "/") }
        guard authority.count == rest.count || (withPath && rest.dropFirst(authority.count).allSatisfy(path.contains))
        else { return false }
        let parts = authority.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard let name = parts.first, isMade(of: host, name) else { return false }
        return parts.count == 1 || (parts.count == 2 && isPort(parts[1]))
    }

    /// `host:port`; the host is a name, an IPv4 address, or an IPv6 address in brackets.
    static func isHostAndPort(_ text: String) -> Bool {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return false }
        let name = text.utf8[..<colon]
        guard isPort(text.utf8[text.utf8.index(after: colon)...]) else { return false }
        if name.first == UInt8(ascii: "["), name.last == UInt8(ascii: "]") {
            return isMade(of: bracketed, name.dropFirst().dropLast())
        }
        return isMade(of: host, name)
    }

    /// A dotted object identifier (X.660): the first arc 0 to 2, no leading zeros.
    static func isObjectIdentifier(_ text: String) -> Bool {
        let arcs = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard arcs.count >= 2, let first = arcs.first, first.count == 1, ASCIISet("012").contains(first.first ?? 0)
        else { return false }
        return arcs.dropFirst().allSatisfy { arc in
            isMade(of: .digits, arc) && (arc.count == 1 || arc.first != UInt8(ascii: "0"))
        }
    }

    /// The name of a fact that privacy rules speak of: `[a-z][a-z0-9.-]{0,31}`.
    static let factName = TextShape(first: .lower, rest: host, length: 1...32)

    private static func isMade(of set: ASCIISet, _ bytes: some Collection<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy(set.contains)
    }

    private static func isPort(_ bytes: some Collection<UInt8>) -> Bool {
        guard (1...5).contains(bytes.count), bytes.first != UInt8(ascii: "0"), isMade(of: .digits, bytes) else {
            return false
        }
        return bytes.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } <= 65_535
    }
}

extension Field {
    /// Text of one of these shapes.
    func text(where isShaped: (String) -> Bool) throws(Refusal) -> String {
        let text = try string()
        guard isShaped(text) else { throw refusal(.format) }
        return text
    }
}
