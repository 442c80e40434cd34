/// A tenant: `[a-z][a-z0-9-]{1,30}`, or `_provider` for what concerns all of them.
package struct TenantID: TextIdentifier {
    package static let refusal = Reason.tenant

    private static let shape = TextShape(
        first: .lower,
        rest: .lower | .digits | ASCIISet("-"),
        length: 2...31
    )

    package let text: String

    package init?(_ text: String) {
        guard text == TenantID.provider.text || TenantID.shape.matches(text) else { return nil }
        self.text = text
    }

    private init(unchecked text: String) {
        self.text = text
    }

    /// The provider's own tenant: sign-ins, start and stop, backup, restore, configuration, certificate authority.
    package static let provider = TenantID(unchecked: "_provider")
}
