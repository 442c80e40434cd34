import Crypto

/// The message hashes of SSHSIG (OpenSSH PROTOCOL.sshsig).
package enum SSHSIGHash: String, Hashable, Sendable, CaseIterable {
    case sha256
    case sha512

    func digest(of bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .sha256: Array(SHA256.hash(data: bytes))
        case .sha512: Array(SHA512.hash(data: bytes))
        }
    }
}
