import Crypto

extension NoteVerifierKey {
    /// The number of bytes of an Ed25519 signature.
    static let signatureByteCount = 64
    /// The number of bytes of the time in a cosignature.
    static let timeByteCount = 8

    /// Verifies what follows the key identifier in a signature line.
    ///
    /// | Type | Payload |
    /// | --- | --- |
    /// | 0x01 | signature, 64 bytes |
    /// | 0x04 | Unix time, 8 bytes, big-endian; signature, 64 bytes |
    ///
    /// - Throws: `signatureInvalid`, also for a wrong length and a time of 0 or from 2^63.
    func verify(_ payload: [UInt8], over text: [UInt8]) throws(NoteError) -> SignedNote.VerifiedSignature {
        switch type {
        case .ed25519:
            guard isValid(payload[...], over: text) else { throw .signatureInvalid(label) }
            return SignedNote.VerifiedSignature(key: self, time: nil)
        case .cosignature:
            let time = payload.prefix(Self.timeByteCount).reduce(0) { $0 << 8 | UInt64($1) }
            guard
                payload.count == Self.timeByteCount + Self.signatureByteCount,
                CosignatureMessage.times.contains(time),
                isValid(payload.dropFirst(Self.timeByteCount), over: CosignatureMessage.make(text: text, time: time))
            else {
                throw .signatureInvalid(label)
            }
            return SignedNote.VerifiedSignature(key: self, time: time)
        }
    }

    private func isValid(_ signature: ArraySlice<UInt8>, over message: [UInt8]) -> Bool {
        guard
            signature.count == Self.signatureByteCount,
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
        else {
            return false
        }
        return key.isValidSignature(signature, for: message)
    }
}

/// The message that a witness signs (c2sp.org/tlog-cosignature, version 1).
enum CosignatureMessage {
    /// The Unix times that a cosignature may state; 0 would claim no time at all.
    static let times: ClosedRange<UInt64> = 1...UInt64(Int64.max)

    static func make(text: [UInt8], time: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n".utf8) + text
    }
}
