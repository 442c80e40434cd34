package import Model
import SSHSIG

/// A `.sig` file as ssh-keygen writes it, verified before it is sent.
package enum SignatureFile {
    /// The armored signature.
    ///
    /// - Parameter file: what it is over, for the error.
    package static func read(
        _ path: String,
        over text: StatementText,
        called file: String,
        namespace: String
    ) throws(ClientError) -> String {
        let armored = String(decoding: try PlainFile.read(path, limit: 65_536), as: UTF8.self)
        do throws(SSHSIGError) {
            let signature = try SSHSignature(armored: armored)
            _ = try signature.verify(message: text.bytes, namespace: namespace, passkeys: .anySecure)
            return armored
        } catch {
            throw .usage(
                Localized("\(path) is no signature over \(file): \(error)", "\(path) 不是对 \(file) 的签名：\(error)"),
                hint: Localized(
                    "sign it again: ssh-keygen -Y sign -f KEY -n \(namespace) < \(file) > \(path)",
                    "请重新签署：ssh-keygen -Y sign -f KEY -n \(namespace) < \(file) > \(path)"
                )
            )
        }
    }
}
