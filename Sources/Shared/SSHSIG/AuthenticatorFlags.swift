/// The flags byte that an authenticator signs (WebAuthn §6.1, OpenSSH PROTOCOL.u2f).
struct AuthenticatorFlags: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    /// Someone touched the key.
    static let userPresent = AuthenticatorFlags(rawValue: 0x01)
    /// A PIN or a fingerprint was checked.
    static let userVerified = AuthenticatorFlags(rawValue: 0x04)
    static let attestedData = AuthenticatorFlags(rawValue: 0x40)
    static let extensions = AuthenticatorFlags(rawValue: 0x80)
}
