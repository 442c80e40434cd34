import Crypto

/// The NIST curves of RFC 5656, by the names that stand in a key blob.
enum EllipticCurve: String, Sendable {
    case nistp256
    case nistp384
    case nistp521

    /// Bytes of a coordinate, and of r and s.
    var coordinateLength: Int {
        switch self {
        case .nistp256: 32
        case .nistp384: 48
        case .nistp521: 66
        }
    }

    /// Whether the bytes are an uncompressed point (0x04, X, Y) that lies on the curve.
    func holds(_ point: [UInt8]) -> Bool {
        guard point.count == 1 + 2 * coordinateLength, point[0] == 0x04 else { return false }
        return switch self {
        case .nistp256: (try? P256.Signing.PublicKey(x963Representation: point)) != nil
        case .nistp384: (try? P384.Signing.PublicKey(x963Representation: point)) != nil
        case .nistp521: (try? P521.Signing.PublicKey(x963Representation: point)) != nil
        }
    }

    /// The fixed-width form of r or s, or nil unless 1 <= value < n.
    ///
    /// Takes a magnitude without leading zeros; pads it on the left.
    func scalar(_ magnitude: [UInt8]) -> [UInt8]? {
        guard !magnitude.isEmpty, magnitude.count <= coordinateLength else { return nil }
        let padded = [UInt8](repeating: 0, count: coordinateLength - magnitude.count) + magnitude
        guard padded.lexicographicallyPrecedes(order), padded.contains(where: { $0 != 0 }) else { return nil }
        return padded
    }

    /// Whether r and s (fixed width, concatenated) sign the bytes, hashed with the curve's own hash (RFC 5656 §6.2.1).
    func verify(_ signature: [UInt8], for bytes: [UInt8], point: [UInt8]) -> Bool {
        switch self {
        case .nistp256:
            guard let key = try? P256.Signing.PublicKey(x963Representation: point),
                let value = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(value, for: bytes)
        case .nistp384:
            guard let key = try? P384.Signing.PublicKey(x963Representation: point),
                let value = try? P384.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(value, for: bytes)
        case .nistp521:
            guard let key = try? P521.Signing.PublicKey(x963Representation: point),
                let value = try? P521.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(value, for: bytes)
        }
    }

    /// The order n of the base point, big-endian (FIPS 186-5, SP 800-186 §3.2.1).
    private var order: [UInt8] {
        switch self {
        case .nistp256: Self.order256
        case .nistp384: Self.order384
        case .nistp521: Self.order521
        }
    }

    private static let order256: [UInt8] = [
        0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ]

    private static let order384: [UInt8] =
        [UInt8](repeating: 0xff, count: 24) + [
            0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf, 0x58, 0x1a, 0x0d, 0xb2, 0x48, 0xb0, 0xa7, 0x7a,
            0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
        ]

    private static let order521: [UInt8] =
        [0x01] + [UInt8](repeating: 0xff, count: 32) + [
            0xfa, 0x51, 0x86, 0x87, 0x83, 0xbf, 0x2f, 0x96, 0x6b, 0x7f, 0xcc, 0x01, 0x48, 0xf7, 0x09, 0xa5,
            0xd0, 0x3b, 0xb5, 0xc9, 0xb8, 0x89, 0x9c, 0x47, 0xae, 0xbb, 0x6f, 0xb7, 0x1e, 0x91, 0x38, 0x64,
            0x09,
        ]
}
