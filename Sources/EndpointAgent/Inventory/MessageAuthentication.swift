import TransparencyLog

/// HMAC-SHA256 (RFC 2104), for values that must not leave the device as they are.
enum MessageAuthentication {
    private static let block = 64

    /// The code over the message under the key; keys are at most one block long here.
    static func sha256(key: [UInt8], message: [UInt8]) -> Digest {
        var padded = key.count > block ? Digest(sha256Of: key).bytes : key
        padded.append(contentsOf: repeatElement(0, count: block - padded.count))
        let inner = Digest(sha256Of: padded.map { $0 ^ 0x36 } + message)
        return Digest(sha256Of: padded.map { $0 ^ 0x5C } + inner.bytes)
    }
}
