/// Where a controller listens: `host:port`, where host is a DNS name, an IPv4 address or an `[IPv6]` address.
package struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    /// The name dialled and looked for in the certificate.
    package let host: ServerName

    /// The TCP port, 1 to 65,535.
    package let port: Int

    /// Makes an address of its parts.
    package init(host: ServerName, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `host:port`; nil when a part is missing or malformed.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let host = text[..<colon]
        let digits = text[text.index(after: colon)...]
        // An IPv6 address without brackets cannot be told from one with a port.
        guard host.hasPrefix("[") || !host.contains(":"), !host.isEmpty else { return nil }
        guard
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let port = UInt16(digits), port > 0, let name = ServerName(String(host))
        else { return nil }
        self.init(host: name, port: Int(port))
    }

    package var description: String {
        switch host {
        case .address(let address) where address.contains(":"): "[\(address)]:\(port)"
        case .dns(let name), .address(let name): "\(name):\(port)"
        }
    }
}
