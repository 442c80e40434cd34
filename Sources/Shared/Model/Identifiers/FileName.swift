/// The name of a script or file, never a path: `[A-Za-z0-9][A-Za-z0-9._-]{0,99}`.
package struct FileName: TextIdentifier {
    package static let refusal = Reason.format

    private static let shape = TextShape(
        first: .lower | .upper | .digits,
        rest: .lower | .upper | .digits | ASCIISet("._-"),
        length: 1...100
    )

    package let text: String

    package init?(_ text: String) {
        guard FileName.shape.matches(text) else { return nil }
        self.text = text
    }
}
