package import Model
import TransparencyLog

/// A reason or comment of a person: erasable, so only its salted digest is signed.
package struct SaltedText: Sendable {
    package let digest: SaltedDigest
    /// Salt and content, base64, as it is submitted.
    package let blob: String

    package init(_ text: String, random: inout some RandomNumberGenerator) throws(ClientError) {
        let text = text.split { $0.isNewline || $0 == "\t" }.joined(separator: " ")
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw .usage("a reason is missing", hint: "say why: --reason \"…\"")
        }
        guard text.unicodeScalars.count <= 200 else {
            throw .usage("the text has \(text.unicodeScalars.count) characters", hint: "say it in 200")
        }
        guard ForbiddenCharacters.areAbsent(from: text) else {
            throw .usage("the text holds control or invisible characters", hint: "leave them out")
        }
        let salt = (0..<SaltedDigest.saltLength).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let content = Array(text.utf8)
        digest = .make(salt: salt, content: content)
        blob = Base64.encode(salt + content)
    }
}
