/// What a public key holds besides its type, checked.
enum KeyMaterial: Sendable {
    /// 32 bytes, not of small order.
    case ed25519([UInt8])
    /// An uncompressed point on the curve.
    case ecdsa(EllipticCurve, point: [UInt8])
    /// Big-endian magnitudes without leading zeros.
    case rsa(exponent: [UInt8], modulus: [UInt8])
}

extension KeyMaterial {
    /// Reads what follows the type string of a public key blob.
    ///
    /// - Throws: `key-malformed` or `key-weak`.
    static func read(_ algorithm: SSHKeyAlgorithm, from reader: inout WireReader) throws(SSHSIGError) -> KeyMaterial {
        switch algorithm {
        case .ed25519, .securityKeyEd25519: try readEd25519(from: &reader)
        case .ecdsaP256, .securityKeyECDSA: try readECDSA(.nistp256, from: &reader)
        case .ecdsaP384: try readECDSA(.nistp384, from: &reader)
        case .ecdsaP521: try readECDSA(.nistp521, from: &reader)
        case .rsa: try readRSA(from: &reader)
        }
    }

    private static func readEd25519(from reader: inout WireReader) throws(SSHSIGError) -> KeyMaterial {
        let point = try reader.string()
        guard point.count == 32 else { throw SSHSIGError(.keyMalformed) }
        guard !Ed25519Point.isWeak(point) else { throw SSHSIGError(.keyWeak) }
        return .ed25519(point)
    }

    private static func readECDSA(
        _ curve: EllipticCurve,
        from reader: inout WireReader
    ) throws(SSHSIGError) -> KeyMaterial {
        let name = try reader.string()
        let point = try reader.string()
        guard name == Array(curve.rawValue.utf8), curve.holds(point) else { throw SSHSIGError(.keyMalformed) }
        return .ecdsa(curve, point: point)
    }

    private static func readRSA(from reader: inout WireReader) throws(SSHSIGError) -> KeyMaterial {
        let exponent = try reader.positiveInteger(else: .keyMalformed)
        let modulus = try reader.positiveInteger(else: .keyMalformed)
        // Odd and at least 3: not 1, and not even.
        guard let last = exponent.last, last & 1 == 1, exponent != [1] else { throw SSHSIGError(.keyWeak) }
        guard RSAKey.bitCount(of: modulus) >= RSAKey.leastBits else { throw SSHSIGError(.keyWeak) }
        guard RSAKey.isUsable(exponent: exponent, modulus: modulus) else { throw SSHSIGError(.keyMalformed) }
        return .rsa(exponent: exponent, modulus: modulus)
    }
}
