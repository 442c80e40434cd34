/// A text with signatures below it (c2sp.org/signed-note).
///
/// ```
/// <text: one or more lines, ends in a newline>
/// <empty line>
/// — <key name> <base64(key id, 4 bytes || signature)>      one or more lines
/// ```
/// The text is everything up to the last empty line; the newline that makes that line empty is not signed. A malformed
/// signature line refuses the whole note, even under an unknown name.
package struct SignedNote: Sendable {
    /// Our limit on the bytes of a whole note.
    package static let maximumByteCount = 1 << 20
    /// Our limit on signature lines; the specification asks for at least 16.
    package static let maximumSignatureCount = 100

    /// One signature line, not yet verified.
    package struct Signature: Hashable, Sendable {
        /// The name of the signing key.
        package let name: String
        /// The identifier of the signing key.
        package let keyID: UInt32
        /// What follows the identifier: 64 bytes by a log, 72 (time and signature) by a witness.
        package let payload: [UInt8]
    }

    /// A signature that was verified.
    package struct VerifiedSignature: Hashable, Sendable {
        /// The key that made it.
        package let key: NoteVerifierKey
        /// The Unix time that a cosignature states; nil for others.
        package let time: UInt64?
    }

    /// The whole note, byte for byte as it was read.
    package let raw: String
    /// The signed text, final newline included.
    package let text: String
    /// The signature lines in their order.
    package let signatures: [Signature]

    /// Reads a note.
    ///
    /// - Throws: `noteTooLarge`, `noteNotUTF8`, `noteControlCharacter`, `noteFormat`, `signatureLine` or
    ///   `tooManySignatures`.
    package init(_ bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= Self.maximumByteCount else {
            throw .noteTooLarge(bytes: bytes.count, limit: Self.maximumByteCount)
        }
        guard let raw = String(validating: bytes, as: UTF8.self) else { throw .noteNotUTF8 }
        if let control = bytes.first(where: { $0 < 0x20 && $0 != 0x0A }) { throw .noteControlCharacter(control) }
        guard let separator = Self.lastEmptyLine(in: bytes) else { throw .noteFormat("no empty line follows the text") }
        let lines = bytes[(separator + 1)...]
        guard lines.last == 0x0A else { throw .noteFormat("it does not end in a signature line and a newline") }
        let texts = lines.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
        guard texts.count <= Self.maximumSignatureCount else {
            throw .tooManySignatures(count: texts.count, limit: Self.maximumSignatureCount)
        }
        var signatures: [Signature] = []
        for (number, text) in texts.enumerated() {
            guard let signature = Self.signature(line: text) else { throw .signatureLine(number + 1) }
            signatures.append(signature)
        }
        self.raw = raw
        text = String(decoding: bytes[..<separator], as: UTF8.self)
        self.signatures = signatures
    }

    /// Reads a note that is a string already.
    package init(_ note: String) throws(NoteError) {
        try self.init(Array(note.utf8))
    }

    /// The lines of the text, without their newlines.
    package var lines: [String] {
        text.utf8.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
    }

    /// The trusted keys that signed this note, each once, in the order of `keys`.
    ///
    /// - Throws: see `verifiedSignatures(by:)`.
    package func verified(by keys: [NoteVerifierKey]) throws(NoteError) -> [NoteVerifierKey] {
        try verifiedSignatures(by: keys).map(\.key)
    }

    /// Verifies every line whose key is trusted; each key counts once, a witness with its latest time.
    ///
    /// Lines of unknown keys are skipped. Name and identifier must match together.
    /// - Throws: `signatureInvalid` if one line of a trusted key fails, even beside a good one; `noKnownSignature`;
    ///   `ambiguousKey` if two different trusted keys share name and identifier.
    package func verifiedSignatures(by keys: [NoteVerifierKey]) throws(NoteError) -> [VerifiedSignature] {
        var verified: [VerifiedSignature] = []
        let message = Array(text.utf8)
        for (position, key) in keys.enumerated() {
            let namesakes = keys[..<position].filter {
                $0.keyID == key.keyID && $0.name.utf8.elementsEqual(key.name.utf8)
            }
            guard namesakes.isEmpty || namesakes.contains(key) else { throw .ambiguousKey(key.label) }
            guard namesakes.isEmpty else { continue }
            var found: VerifiedSignature?
            for signature in signatures
            where signature.keyID == key.keyID && signature.name.utf8.elementsEqual(key.name.utf8) {
                let next = try key.verify(signature.payload, over: message)
                if (found?.time ?? 0) <= (next.time ?? 0) { found = next }
            }
            if let found { verified.append(found) }
        }
        guard !verified.isEmpty else { throw .noKnownSignature }
        return verified
    }

    /// Puts a text and its signature lines together.
    ///
    /// - Parameters:
    ///   - text: the signed text, which ends in a newline.
    ///   - signatureLines: lines as signers make them, each with its newline.
    /// - Throws: what reading the result throws.
    package init(text: String, signatureLines: [String]) throws(NoteError) {
        try self.init(text + "\n" + signatureLines.joined())
    }

    /// The same note with further signature lines below the present ones.
    package func adding(signatureLines: [String]) throws(NoteError) -> SignedNote {
        try SignedNote(raw + signatureLines.joined())
    }

    /// The position of the second newline of the last "\n\n".
    private static func lastEmptyLine(in bytes: [UInt8]) -> Int? {
        var index = bytes.count - 1
        while index > 0 {
            if bytes[index] == 0x0A, bytes[index - 1] == 0x0A { return index }
            index -= 1
        }
        return nil
    }

    private static func signature(line: ArraySlice<UInt8>) -> Signature? {
        let start = Array(NoteSignatureLine.start.utf8)
        guard line.starts(with: start) else { return nil }
        let parts = line.dropFirst(start.count).split(separator: 0x20, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let name = String(decoding: parts[0], as: UTF8.self)
        // Four bytes of identifier and at least one of signature.
        guard NoteKeyName.isValid(name), let payload = Base64.decode(utf8: parts[1]), payload.count > 4 else {
            return nil
        }
        return Signature(
            name: name,
            keyID: KeyIdentifier.value(of: payload.prefix(4)),
            payload: Array(payload.dropFirst(4))
        )
    }
}

/// The text of one signature line.
enum NoteSignatureLine {
    /// An em dash and a space.
    static let start = "\u{2014} "

    static func render(key: NoteVerifierKey, payload: [UInt8]) -> String {
        start + key.name + " " + Base64.encode(KeyIdentifier.bytes(key.keyID) + payload) + "\n"
    }
}
