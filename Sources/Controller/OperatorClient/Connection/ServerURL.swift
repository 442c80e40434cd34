package import Model

/// `https://host[:port]` of a controller, and nothing after it.
package struct ServerURL: Hashable, Sendable {
    package static let defaultPort = 8443

    package let host: String
    package let port: Int

    /// The origin that a login statement names.
    package let origin: HTTPSOrigin

    package init(_ text: String) throws(ClientError) {
        var text = text
        while text.hasSuffix("/") { text.removeLast() }
        let full = text.dropFirst(8).contains(":") ? text : "\(text):\(Self.defaultPort)"
        guard let origin = HTTPSOrigin(full), let colon = full.lastIndex(of: ":"),
            let port = Int(full[full.index(after: colon)...]), (1...65_535).contains(port)
        else {
            throw .usage(
                Localized("\"\(text)\" is no address of a controller", "“\(text)”不是控制器地址"),
                hint: Localized(
                    "write it as https://controller.example.net:8443",
                    "写法：https://controller.example.net:8443"
                )
            )
        }
        self.origin = origin
        host = String(full[..<colon].dropFirst(8))
        self.port = port
    }
}
