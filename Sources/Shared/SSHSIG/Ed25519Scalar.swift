/// The second half of an Ed25519 signature, a scalar.
enum Ed25519Scalar {
    /// The group order L = 2^252 + 27742317777372353535851937790883648493, big-endian (RFC 8032 §5.1).
    private static let order: [UInt8] =
        [0x10] + [UInt8](repeating: 0, count: 15) + [
            0x14, 0xde, 0xf9, 0xde, 0xa2, 0xf7, 0x9c, 0xd6, 0x58, 0x12, 0x63, 0x1a, 0x5c, 0xf5, 0xd3, 0xed,
        ]

    /// Whether the little-endian scalar is below L; S and S + L would be two signatures of one meaning.
    static func isReduced(_ scalar: some BidirectionalCollection<UInt8>) -> Bool {
        scalar.count == order.count && scalar.reversed().lexicographicallyPrecedes(order)
    }
}
