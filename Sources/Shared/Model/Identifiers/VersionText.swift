/// A version of our own software as people write it: `[0-9A-Za-z][0-9A-Za-z.+~-]{0,63}`.
package struct VersionText: TextIdentifier {
    package static let refusal = Reason.format

    private static let shape = TextShape(
        first: .lower | .upper | .digits,
        rest: .lower | .upper | .digits | ASCIISet(".+~-"),
        length: 1...64
    )

    package let text: String

    package init?(_ text: String) {
        guard VersionText.shape.matches(text) else { return nil }
        self.text = text
    }
}
