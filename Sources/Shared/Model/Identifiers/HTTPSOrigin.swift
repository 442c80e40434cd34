/// The origin of a page or API over TLS, without path: `https://host` or `https://host:port`.
package struct HTTPSOrigin: TextIdentifier {
    package static let refusal = Reason.format

    private static let hostCharacters: ASCIISet = .lower | .digits | ASCIISet(".-")
    private static let portShape = TextShape(first: ASCIISet("123456789"), rest: .digits, length: 1...5)

    package let text: String

    package init?(_ text: String) {
        guard text.utf8.starts(with: "https://".utf8) else { return nil }
        let parts = text.utf8.dropFirst(8).split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard let host = parts.first, !host.isEmpty, host.allSatisfy(HTTPSOrigin.hostCharacters.contains),
            parts.count == 1 || parts.count == 2 && HTTPSOrigin.portShape.matches(utf8: parts[1])
        else { return nil }
        self.text = text
    }
}
