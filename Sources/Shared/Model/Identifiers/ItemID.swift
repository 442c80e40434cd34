/// An item of the catalogue: `[a-z][a-z0-9.-]{0,62}`.
package struct ItemID: TextIdentifier {
    package static let refusal = Reason.format

    package let text: String

    package init?(_ text: String) {
        guard TextShape.dotted.matches(text) else { return nil }
        self.text = text
    }
}
