package import SSHSIG
import TransparencyLog

/// The fingerprint of a public key as `ssh-keygen -l` prints it: `SHA256:` and 43 characters of base64 without padding.
package struct KeyFingerprint: TextIdentifier {
    package static let refusal = Reason.fingerprint

    package let text: String

    package init?(_ text: String) {
        guard text.utf8.count == 50, text.utf8.starts(with: "SHA256:".utf8),
            let digest = Base64.decode(utf8: Array(text.utf8.dropFirst(7)) + [UInt8(ascii: "=")]), digest.count == 32
        else { return nil }
        self.text = text
    }

    package init(of key: SSHPublicKey) {
        text = "SHA256:" + Base64.encode(Digest(sha256Of: key.blob).bytes).prefix(43)
    }
}
