import Model
import SSHSIG

extension PersonKey {
    /// Whether the key lies in an authenticator, which alone can attest that it checked its user.
    var verifiesUsers: Bool { key.algorithm.isSecurityKey }
}
