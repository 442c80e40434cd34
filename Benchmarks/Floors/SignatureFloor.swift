import Crypto
import Foundation

/// What one Ed25519 signature costs, in milliseconds.
struct SignatureFloor {
    let sign: Double
    let verify: Double

    /// Of a message as long as what SSHSIG wraps round a digest.
    init(runs: Int = 300) throws {
        let key = Curve25519.Signing.PrivateKey()
        let message = Data(repeating: 0x61, count: 130)
        sign = try Timing.median(of: runs) { _ = try key.signature(for: message) }
        let signature = try key.signature(for: message)
        let publicKey = key.publicKey
        verify = Timing.median(of: runs) { _ = publicKey.isValidSignature(signature, for: message) }
    }
}
