package import Model
package import TransparencyLog

/// What makes a device a client's: the current root with its signatures, a checkpoint of the log, and a token.
///
/// Our own file and nobody's statement: it is read once, by the executor, from a path that only root can write. The
/// root inside is to be judged by `RootUpdate.judgeFirst` and compared with a digest that came another way.
package struct EnrolmentFile: Hashable, Sendable {
    package static let type = "countersign/enrolment-file/v1"
    /// The most bytes: a root, sixteen signatures, a note.
    package static let byteLimit = 131_072
    package static let tokenLength = 32

    package let root: StatementText
    /// Armored, over the root.
    package let signatures: [String]
    /// A signed note of the client's log; empty for none.
    package let checkpoint: String
    /// 32 bytes.
    package let token: [UInt8]

    package init(root: StatementText, signatures: [String], checkpoint: String, token: [UInt8]) {
        self.root = root
        self.signatures = signatures
        self.checkpoint = checkpoint
        self.token = token
    }

    /// Reads a file; blanks and line feeds at its end are passed over.
    ///
    /// - Throws: `Refusal` with the member at fault.
    package static func parse(_ bytes: [UInt8]) throws(Refusal) -> EnrolmentFile {
        guard bytes.count <= byteLimit else { throw Refusal(.tooLarge) }
        let end = bytes.lastIndex { $0 != 0x0A && $0 != 0x20 && $0 != 0x0D } ?? -1
        // Texts with lines of their own stand in here, so line feeds are not refused.
        let value = try StrictJSON(Array(bytes.prefix(end + 1)), limit: byteLimit).value
        let object = try Field(value).object(["type", "root", "signatures", "checkpoint", "token"])
        guard try object("type").string() == type else { throw object.refusal(.notListed, "type") }
        let root = StatementText(try object("root").string())
        guard root.bytes.count <= TrustRoot.byteLimit else { throw object.refusal(.tooLarge, "root") }
        let signatures = try object("signatures").list(1...TrustRoot.signatureLimit) { field throws(Refusal) in
            try field.string()
        }
        let checkpoint = try object("checkpoint").string()
        guard let token = tokenBytes(try object("token").string()) else { throw object.refusal(.format, "token") }
        return EnrolmentFile(root: root, signatures: signatures, checkpoint: checkpoint, token: token)
    }

    /// The file's bytes, with a line feed at the end.
    package func rendered() -> [UInt8] {
        var object = JSONObject(type: Self.type)
        object.set("root", root.string)
        object.set("signatures", signatures)
        object.set("checkpoint", checkpoint)
        object.set("token", Self.text(of: token))
        return JSONWriter.bytes(object.json) + [0x0A]
    }

    /// The digest under which the controller knows the token.
    package var tokenSHA256: Digest { Digest(sha256Of: token) }

    /// base64url without padding (RFC 4648 §5), exactly 32 bytes.
    private static func tokenBytes(_ text: String) -> [UInt8]? {
        guard text.utf8.count == 43, text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "/") })
        else { return nil }
        let standard = text.utf8.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        guard let bytes = Base64.decode(String(decoding: standard, as: UTF8.self) + "="), bytes.count == tokenLength
        else { return nil }
        return bytes
    }

    private static func text(of token: [UInt8]) -> String {
        let characters = Base64.encode(token).utf8.compactMap { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: byte
            }
        }
        return String(decoding: characters, as: UTF8.self)
    }
}
