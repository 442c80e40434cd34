import OperatorClient
import TransparencyLog

/// A SHA-256 as people type it.
enum DigestText {
    static func parse(_ text: String) throws(ClientError) -> Digest {
        guard let digest = Digest(hex: text.lowercased()) else {
            throw .usage(
                Localized("\"\(text)\" is no SHA-256", "“\(text)”不是 SHA-256"),
                hint: Localized("it has 64 hexadecimal digits", "应为 64 个十六进制数字")
            )
        }
        return digest
    }
}
