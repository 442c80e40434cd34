/// The name under which a server is dialled and which its certificate must carry: a DNS name or an IP address.
package enum ServerName: Hashable, Sendable, CustomStringConvertible {
    /// A DNS name, lower case.
    case dns(String)
    /// An IPv4 or IPv6 address in text form, without brackets.
    case address(String)

    /// Reads a host as it stands in `host:port`; nil when it is neither.
    package init?(_ host: String) {
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        if InternetAddress.bytes(bare) != nil {
            self = .address(bare)
            return
        }
        let labels = bare.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let wellFormed = labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy(Self.isNameByte)
        }
        guard wellFormed, bare.utf8.count <= 253 else { return nil }
        self = .dns(bare.lowercased())
    }

    package var description: String {
        switch self {
        case .dns(let name), .address(let name): name
        }
    }

    /// The address's 4 or 16 bytes in network order; nil for a DNS name.
    var addressBytes: [UInt8]? {
        guard case .address(let text) = self else { return nil }
        return InternetAddress.bytes(text)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
