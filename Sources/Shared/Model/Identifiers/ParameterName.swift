/// The name of a parameter or secret: `[a-z][a-z0-9_]{0,31}`.
package struct ParameterName: TextIdentifier {
    package static let refusal = Reason.name

    private static let shape = TextShape(
        first: .lower,
        rest: .lower | .digits | ASCIISet("_"),
        length: 1...32
    )

    package let text: String

    package init?(_ text: String) {
        guard ParameterName.shape.matches(text) else { return nil }
        self.text = text
    }
}
