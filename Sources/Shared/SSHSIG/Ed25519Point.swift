/// Refuses Ed25519 public keys with which one signature would fit every message.
enum Ed25519Point {
    /// The y coordinates, little-endian, of the eight points whose order divides 8 (RFC 8032 §5.1.7 leaves the check
    /// to the application; neither BoringSSL nor CryptoKit makes it).
    private static let smallOrder: [[UInt8]] = [
        // Order 1: y = 1. Order 4: y = 0. Order 2: y = -1.
        [1] + [UInt8](repeating: 0, count: 31),
        [UInt8](repeating: 0, count: 32),
        [0xec] + [UInt8](repeating: 0xff, count: 30) + [0x7f],
        // Order 8: two values of y that add up to the field's prime.
        [
            0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
            0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
        ],
        [
            0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
            0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
        ],
    ]

    /// Whether the 32 bytes encode a point of small order, or a y that is not below 2^255 - 19.
    static func isWeak(_ point: [UInt8]) -> Bool {
        guard point.count == 32 else { return true }
        var y = point
        // The top bit is the sign of x: each of these points is weak with either sign.
        y[31] &= 0x7f
        return smallOrder.contains(y) || isNotReduced(y)
    }

    /// y >= 2^255 - 19, that is 0xed, 30 bytes 0xff, 0x7f in little-endian order.
    private static func isNotReduced(_ y: [UInt8]) -> Bool {
        y[31] == 0x7f && y[0] >= 0xed && y[1..<31].allSatisfy { $0 == 0xff }
    }
}
