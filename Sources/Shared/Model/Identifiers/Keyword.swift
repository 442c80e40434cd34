/// A word that the format leaves open, such as an architecture or a mechanism: `[a-z][a-z0-9-]{0,31}`.
package struct Keyword: TextIdentifier {
    package static let refusal = Reason.format

    package let text: String

    package init?(_ text: String) {
        guard TextShape.plain.matches(text) else { return nil }
        self.text = text
    }

    /// The word for a mechanism where nothing holds a limit, and for what did not run.
    package static let none = Keyword(known: "none")

    private init(known text: String) {
        self.text = text
    }
}
