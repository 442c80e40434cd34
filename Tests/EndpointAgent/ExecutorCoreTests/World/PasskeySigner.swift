import Crypto
import Model
import SSHSIG
import TestSupport
import TransparencyLog

/// A passkey in software: signs as a browser's authenticator does (OpenSSH PROTOCOL.u2f, "webauthn" signatures).
struct PasskeySigner: Sendable {
    private let key: P256.Signing.PrivateKey
    let publicKey: SSHPublicKey

    init(_ name: String) throws {
        key = try P256.Signing.PrivateKey(rawRepresentation: Digest(sha256Of: "passkey of \(name)".utf8).bytes)
        var blob = Wire()
        blob.string("sk-ecdsa-sha2-nistp256@openssh.com")
        blob.string("nistp256")
        blob.string(Array(key.publicKey.x963Representation))
        blob.string("acme.example")
        publicKey = try SSHPublicKey(blob: blob.bytes)
    }

    /// An armored signature, made on a page.
    func sign(_ text: StatementText, namespace: String, on origin: String, userVerified: Bool = true) throws -> String {
        var signed = Wire()
        signed.bytes = Array("SSHSIG".utf8)
        signed.string(namespace)
        signed.string("")
        signed.string("sha256")
        signed.string(Digest(sha256Of: text.bytes).bytes)
        let challenge = String(
            Base64.encode(signed.bytes).compactMap { character -> Character? in
                switch character {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: character
                }
            }
        )
        let client = Array(#"{"type":"webauthn.get","challenge":"\#(challenge)","origin":"\#(origin)"}"#.utf8)
        let flags: UInt8 = userVerified ? 0x05 : 0x01
        var attested = Wire()
        attested.bytes =
            Digest(sha256Of: "acme.example".utf8).bytes + [flags, 0, 0, 0, 9] + Digest(sha256Of: client).bytes
        let value = Array(try key.signature(for: attested.bytes).rawRepresentation)
        var numbers = Wire()
        numbers.integer(value[..<32])
        numbers.integer(value[32...])
        var signature = Wire()
        signature.string("webauthn-sk-ecdsa-sha2-nistp256@openssh.com")
        signature.string(numbers.bytes)
        signature.bytes += [flags, 0, 0, 0, 9]
        signature.string(origin)
        signature.string(client)
        signature.string("")
        var blob = Wire()
        blob.bytes = Array("SSHSIG".utf8) + [0, 0, 0, 1]
        blob.string(publicKey.blob)
        blob.string(namespace)
        blob.string("")
        blob.string("sha256")
        blob.string(signature.bytes)
        return Self.armor(blob.bytes)
    }

    private static func armor(_ blob: [UInt8]) -> String {
        var rest = Base64.encode(blob)[...]
        var lines = ["-----BEGIN SSH SIGNATURE-----"]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(70)))
            rest = rest.dropFirst(70)
        }
        return (lines + ["-----END SSH SIGNATURE-----", ""]).joined(separator: "\n")
    }

    /// The types of the SSH protocol (RFC 4251 §5).
    private struct Wire {
        var bytes: [UInt8] = []

        mutating func string(_ text: String) { string(Array(text.utf8)) }

        mutating func string(_ content: [UInt8]) {
            bytes += withUnsafeBytes(of: UInt32(content.count).bigEndian) { Array($0) } + content
        }

        mutating func integer(_ magnitude: ArraySlice<UInt8>) {
            let stripped = Array(magnitude.drop { $0 == 0 })
            string((stripped.first ?? 0) >= 0x80 ? [0] + stripped : stripped)
        }
    }
}
