import Crypto
import CryptoExtras

/// RSA as SSH uses it: PKCS #1 v1.5 with SHA-2 (RFC 8332).
enum RSAKey {
    /// The least modulus that the profile accepts.
    static let leastBits = 3072

    static func bitCount(of magnitude: [UInt8]) -> Int {
        guard let first = magnitude.first else { return 0 }
        return magnitude.count * 8 - first.leadingZeroBitCount
    }

    /// Whether the library takes the numbers: it refuses even moduli, and exponents and moduli that only slow it down.
    static func isUsable(exponent: [UInt8], modulus: [UInt8]) -> Bool {
        (try? _RSA.Signing.PublicKey(n: modulus, e: exponent)) != nil
    }

    static func verify(
        _ signature: [UInt8],
        for bytes: [UInt8],
        hash: SSHSIGHash,
        exponent: [UInt8],
        modulus: [UInt8]
    ) -> Bool {
        guard let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent) else { return false }
        let value = _RSA.Signing.RSASignature(rawRepresentation: signature)
        return switch hash {
        case .sha256: key.isValidSignature(value, for: SHA256.hash(data: bytes), padding: .insecurePKCS1v1_5)
        case .sha512: key.isValidSignature(value, for: SHA512.hash(data: bytes), padding: .insecurePKCS1v1_5)
        }
    }
}
