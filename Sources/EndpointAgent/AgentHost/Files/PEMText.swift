internal import TransparencyLog

/// The text form of keys, certificates and requests (RFC 7468): read and written by sections.
enum PEMText {
    /// One section.
    static func encode(_ der: [UInt8], label: String) -> String {
        let text = Array(Base64.encode(der).utf8)
        var lines = "-----BEGIN \(label)-----\n"
        for start in stride(from: 0, to: text.count, by: 64) {
            lines += String(decoding: text[start..<min(start + 64, text.count)], as: UTF8.self) + "\n"
        }
        return lines + "-----END \(label)-----\n"
    }

    /// The text of the section with a label, marks included; nil when there is none.
    static func section(_ label: String, of text: String) -> String? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.firstIndex(of: "-----BEGIN \(label)-----"),
            let last = lines[first...].firstIndex(of: "-----END \(label)-----")
        else { return nil }
        return lines[first...last].joined(separator: "\n") + "\n"
    }

    /// The content of the section with a label; nil when there is none or it is damaged.
    static func decode(_ label: String, of text: String) -> [UInt8]? {
        guard let section = section(label, of: text) else { return nil }
        let lines = section.split(separator: "\n")
        guard lines.count > 2 else { return nil }
        return Base64.decode(lines[1..<(lines.count - 1)].joined())
    }
}
