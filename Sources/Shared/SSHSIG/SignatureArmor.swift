/// The text form of a signature: header, base64 lines, footer (OpenSSH PROTOCOL.sshsig).
enum SignatureArmor {
    /// The longest text that is read, in bytes.
    static let textLimit = 64 * 1024
    /// The longest blob that is read, in bytes.
    static let blobLimit = 16 * 1024
    /// Base64 characters a line, as ssh-keygen writes them.
    private static let lineLength = 70
    private static let header = Array("-----BEGIN SSH SIGNATURE-----".utf8)
    private static let footer = Array("-----END SSH SIGNATURE-----".utf8)
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    static func encode(_ blob: [UInt8]) -> String {
        var text = String(decoding: header, as: UTF8.self) + "\n"
        var rest = Array(Base64Text.encode(blob).utf8)[...]
        while !rest.isEmpty {
            text += String(decoding: rest.prefix(lineLength), as: UTF8.self) + "\n"
            rest = rest.dropFirst(lineLength)
        }
        return text + String(decoding: footer, as: UTF8.self) + "\n"
    }

    /// The blob within the armor.
    ///
    /// Stricter than ssh-keygen, so that one signature has one text: nothing before the header or after the footer, no
    /// blank line and no space in between. Lines may have any width and may end in CR LF.
    static func decode(_ text: [UInt8]) throws(SSHSIGError) -> [UInt8] {
        guard text.starts(with: header) else { throw SSHSIGError(.armorHeader) }
        guard text.count <= textLimit else { throw SSHSIGError(.armorBase64) }
        var lines = text.split(separator: lineFeed, omittingEmptySubsequences: false)
        // A text without any line feed has one piece, header and all.
        guard lines.count > 1, withoutReturn(lines[0]).elementsEqual(header) else { throw SSHSIGError(.armorHeader) }
        lines.removeFirst()
        guard let end = lines.firstIndex(where: { $0.starts(with: footer) }) else { throw SSHSIGError(.armorFooter) }
        try checkEnd(lines[end...])
        var body: [UInt8] = []
        for line in lines[..<end] {
            let content = withoutReturn(line)
            guard !content.isEmpty else { throw SSHSIGError(.armorBase64) }
            body.append(contentsOf: content)
        }
        guard !body.isEmpty, let blob = Base64Text.decode(body), blob.count <= blobLimit else {
            throw SSHSIGError(.armorBase64)
        }
        return blob
    }

    /// The footer line and at most one line end after it.
    private static func checkEnd(_ lines: ArraySlice<ArraySlice<UInt8>>) throws(SSHSIGError) {
        guard let first = lines.first else { throw SSHSIGError(.armorFooter) }
        // A return counts only as part of a line end.
        let endsLine = lines.count > 1
        guard (endsLine ? withoutReturn(first) : first).elementsEqual(footer),
            lines.count <= 2, lines.dropFirst().allSatisfy(\.isEmpty)
        else { throw SSHSIGError(.armorTrailing) }
    }

    private static func withoutReturn(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        line.last == carriageReturn ? line.dropLast() : line
    }
}
