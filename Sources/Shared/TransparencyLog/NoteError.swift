/// Why a verifier key, a signed note, a checkpoint or an offline proof was refused.
package enum NoteError: Error, Equatable, Sendable {
    case keyFormat(String)
    case keyType(UInt8)
    case keyIdentifier(presented: UInt32, computed: UInt32)
    case noteTooLarge(bytes: Int, limit: Int)
    case noteNotUTF8
    case noteControlCharacter(UInt8)
    case noteFormat(String)
    case signatureLine(Int)
    case tooManySignatures(count: Int, limit: Int)
    case noKnownSignature
    case ambiguousKey(String)
    case signatureInvalid(String)
    case checkpointFormat(String)
    case checkpointSize(String)
    case checkpointHash(String)
    case checkpointEmptyRoot(Digest)
    case originMismatch(expected: String, presented: String)
    case logSignatureMissing(String)
    case quorum(demanded: Int, found: Int)
    case proofFormat(String)
    case inclusion(ProofFault, index: UInt64, size: UInt64)
    case signingFailed(String)

    /// A fixed word for the kind of fault, as conformance vectors and protocol answers name it.
    package var code: String {
        switch self {
        case .keyFormat: "vkey-format"
        case .keyType: "vkey-type"
        case .keyIdentifier: "vkey-id"
        case .noteTooLarge: "note-too-large"
        case .noteNotUTF8: "note-utf8"
        case .noteControlCharacter: "note-control-char"
        case .noteFormat: "note-format"
        case .signatureLine: "sigline-format"
        case .tooManySignatures: "too-many-signatures"
        case .noKnownSignature: "no-known-signature"
        case .ambiguousKey: "ambiguous-key"
        case .signatureInvalid: "sig-invalid"
        case .checkpointFormat: "checkpoint-format"
        case .checkpointSize: "checkpoint-size"
        case .checkpointHash: "checkpoint-hash"
        case .checkpointEmptyRoot: "checkpoint-empty-root"
        case .originMismatch: "origin-mismatch"
        case .logSignatureMissing: "log-signature-missing"
        case .quorum: "quorum"
        case .proofFormat: "proof-format"
        case .inclusion(let fault, _, _): fault.rawValue
        case .signingFailed: "signing-failed"
        }
    }
}

extension NoteError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .keyFormat(let detail):
            "verifier key is malformed: \(detail); copy the whole line name+id+key again"
        case .keyType(let type):
            "verifier key has type 0x\(Hex.encode([type])); only Ed25519 keys of type 0x01 and 0x04 are supported"
        case .keyIdentifier(let presented, let computed):
            """
            verifier key carries id \(KeyIdentifier.text(presented)) but its name and key make \
            \(KeyIdentifier.text(computed)); copy the key again from its owner
            """
        case .noteTooLarge(let bytes, let limit):
            "signed note has \(bytes) bytes, at most \(limit) are read; fetch it again from the log"
        case .noteNotUTF8:
            "signed note is not UTF-8; fetch it again from the log"
        case .noteControlCharacter(let byte):
            "signed note holds the control character 0x\(Hex.encode([byte])); fetch it again without conversion"
        case .noteFormat(let detail):
            "signed note is malformed: \(detail); fetch it again from the log"
        case .signatureLine(let line):
            "signature line \(line) of the note is malformed; fetch the note again from the log"
        case .tooManySignatures(let count, let limit):
            "signed note carries \(count) signatures, at most \(limit) are read; drop those of unknown keys"
        case .noKnownSignature:
            "signed note carries no signature by a trusted key; compare the trusted keys with those of the log"
        case .ambiguousKey(let key):
            "two trusted keys share the name and id \(key); remove one of them"
        case .signatureInvalid(let key):
            "the signature by \(key) does not verify; do not use this note and report who served it"
        case .checkpointFormat(let detail):
            "checkpoint is malformed: \(detail); fetch it again from the log"
        case .checkpointSize(let text):
            "checkpoint size \"\(text)\" is not a plain decimal number below 2^63; fetch it again from the log"
        case .checkpointHash(let text):
            "checkpoint root \"\(text)\" is not the base64 of 32 bytes; fetch it again from the log"
        case .checkpointEmptyRoot(let root):
            "checkpoint of size 0 has root \(root), not the hash of an empty tree; report the log"
        case .originMismatch(let expected, let presented):
            "checkpoint is of log \"\(presented)\" but \"\(expected)\" was expected; ask the right log"
        case .logSignatureMissing(let origin):
            "checkpoint carries no signature by the key of log \"\(origin)\"; fetch it again from the log"
        case .quorum(let demanded, let found):
            "\(found) distinct witnesses cosigned the checkpoint, \(demanded) are demanded; wait for more witnesses"
        case .proofFormat(let detail):
            "proof file is malformed: \(detail); export it again"
        case .inclusion(let fault, let index, let size):
            "entry \(index) is not proven to be in the tree of size \(size) (\(fault)); make the proof again for this entry"
        case .signingFailed(let key):
            "signing with key \(key) failed; check the key file"
        }
    }
}
