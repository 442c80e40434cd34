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
            throw .usage(
                Localized("a reason is missing", "缺少原因"),
                hint: Localized("say why: --reason \"…\"", "请说明：--reason \"…\"")
            )
        }
        guard text.unicodeScalars.count <= 200 else {
            throw .usage(
                Localized(
                    "the text has \(text.unicodeScalars.count) characters",
                    "文字有 \(text.unicodeScalars.count) 个字符"
                ),
                hint: Localized("say it in 200", "请不超过 200 字")
            )
        }
        guard ForbiddenCharacters.areAbsent(from: text) else {
            throw .usage(
                Localized("the text holds control or invisible characters", "文字含有控制字符或不可见字符"),
                hint: Localized("leave them out", "请去掉")
            )
        }
        let salt = (0..<SaltedDigest.saltLength).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let content = Array(text.utf8)
        digest = .make(salt: salt, content: content)
        blob = Base64.encode(salt + content)
    }
}
