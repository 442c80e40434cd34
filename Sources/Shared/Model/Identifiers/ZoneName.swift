/// The name of an IANA time zone, which by its shape can't climb out of the zone folder: at most 64 bytes of
/// `[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*`.
package struct ZoneName: TextIdentifier {
    package static let refusal = Reason.format

    private static let characters: ASCIISet = .lower | .upper | .digits | ASCIISet("_+-")

    package let text: String

    package init?(_ text: String) {
        guard text.utf8.count <= 64, let first = text.utf8.first, (ASCIISet.lower | .upper).contains(first) else {
            return nil
        }
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(ZoneName.characters.contains) }) else { return nil }
        self.text = text
    }
}
