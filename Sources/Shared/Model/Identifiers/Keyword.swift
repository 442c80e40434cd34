/// A word that the format leaves open, such as an architecture or a mechanism: `[a-z][a-z0-9-]{0,31}`.
package struct Keyword: TextIdentifier {
    package static let refusal = Reason.format

    package let text: String

    package init?(_ text: String) {
        guard TextShape.plain.matches(text) else { return nil }
        self.text = text
    }
}
