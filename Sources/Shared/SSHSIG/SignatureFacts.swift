/// What a verified signature proves besides the message, for the policy to judge.
package struct SignatureFacts: Hashable, Sendable {
    package let key: SSHPublicKey
    /// The authenticator attests a touch; false for keys in files, which attest nothing.
    package let userPresent: Bool
    /// The authenticator attests that it checked a PIN or a fingerprint.
    package let userVerified: Bool
    /// The page on which a passkey was used, nil for every other key.
    package let origin: String?
    /// The authenticator's counter: evidence only, since it may wrap, restart or stay 0.
    package let counter: UInt32?

    package init(key: SSHPublicKey, userPresent: Bool, userVerified: Bool, origin: String?, counter: UInt32?) {
        self.key = key
        self.userPresent = userPresent
        self.userVerified = userVerified
        self.origin = origin
        self.counter = counter
    }
}
