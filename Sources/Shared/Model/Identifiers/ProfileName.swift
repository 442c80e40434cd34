/// A `collect` profile that is compiled into the executor: `[a-z][a-z0-9-]{0,31}`.
package struct ProfileName: TextIdentifier {
    package static let refusal = Reason.format

    package let text: String

    package init?(_ text: String) {
        guard TextShape.plain.matches(text) else { return nil }
        self.text = text
    }
}
