import OperatorClient
import TransparencyLog

/// A SHA-256 as people type it.
enum DigestText {
    static func parse(_ text: String) throws(ClientError) -> Digest {
        guard let digest = Digest(hex: text.lowercased()) else {
            throw .usage("\"\(text)\" is no SHA-256", hint: "it has 64 hexadecimal digits")
        }
        return digest
    }
}
