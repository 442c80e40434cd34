package import SSHSIG
import TransparencyLog

/// A device: `d-` and the first 26 characters of lower-case base32 of the SHA-256 of its receipt key's SSH wire blob.
///
/// Nobody can give a device another key without giving it another id.
package struct DeviceID: TextIdentifier {
    package static let refusal = Reason.deviceID
    /// All ids have this many bytes.
    package static let length = 28

    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
    private static let shape = TextShape(
        first: .lower | ASCIISet("234567"),
        rest: .lower | ASCIISet("234567"),
        length: 26...26
    )

    package let text: String

    package init?(_ text: String) {
        guard text.utf8.starts(with: "d-".utf8), DeviceID.shape.matches(utf8: text.utf8.dropFirst(2)) else {
            return nil
        }
        self.text = text
    }

    /// The id that belongs to a receipt key.
    package init(receiptKey: SSHPublicKey) {
        var characters = Array("d-".utf8)
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for byte in Digest(sha256Of: receiptKey.blob).bytes {
            buffer = (buffer << 8 | UInt32(byte)) & 0xFFFF
            bits += 8
            while bits >= 5, characters.count < DeviceID.length {
                bits -= 5
                characters.append(DeviceID.alphabet[Int(buffer >> bits & 0x1F)])
            }
            if characters.count == DeviceID.length { break }
        }
        text = String(decoding: characters, as: UTF8.self)
    }
}
