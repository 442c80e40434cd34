/// A conflict group, of which one operation runs at a time on a device: `[a-z][a-z0-9-]{0,31}`.
package struct ConflictName: TextIdentifier {
    package static let refusal = Reason.format

    package let text: String

    package init?(_ text: String) {
        guard TextShape.plain.matches(text) else { return nil }
        self.text = text
    }
}
