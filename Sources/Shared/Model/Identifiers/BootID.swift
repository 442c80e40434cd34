/// The kernel's id of one run of a machine, from `/proc/sys/kernel/random/boot_id`: a UUID of any version.
package struct BootID: TextIdentifier {
    package static let refusal = Reason.uuid

    package let text: String

    package init?(_ text: String) {
        guard UUIDText.isValid(text) else { return nil }
        self.text = text
    }
}
