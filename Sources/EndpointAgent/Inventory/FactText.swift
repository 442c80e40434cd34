import InventoryReport

/// Turns bytes of the system into strings of a report.
enum FactText {
    /// The text without surrounding blanks and NULs, cut at 1 KiB, invalid UTF-8 replaced; `nil` if nothing is left.
    static func decoded(_ bytes: UnsafeRawBufferPointer) -> String? {
        let inner = bytes.trimmed
        guard !inner.isEmpty else { return nil }
        var count = inner.count
        if count > ReportLimits.stringBytes {
            count = ReportLimits.stringBytes
            // Not in the middle of a character: at most three continuation bytes to step back over.
            for _ in 0..<3 where inner[count] & 0xC0 == 0x80 { count -= 1 }
        }
        let text = String(decoding: UnsafeRawBufferPointer(rebasing: inner[..<count]), as: UTF8.self)
        return text.utf8.count <= ReportLimits.stringBytes ? text : cut(text)
    }

    /// The same for a string of any origin.
    static func decoded(_ text: String) -> String? {
        var text = text
        return text.withUTF8 { decoded(UnsafeRawBufferPointer($0)) }
    }

    /// Replacement characters are longer than the bytes they stand for, so the limit can be passed once more.
    private static func cut(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            count += UTF8.width(scalar)
            guard count <= ReportLimits.stringBytes else { break }
            out.append(scalar)
        }
        return String(out)
    }

    /// The text with the letters A to Z in lower case; never longer than before.
    static func lowercased(_ text: String) -> String {
        String(
            decoding: text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 },
            as: UTF8.self
        )
    }

    /// What boards carry whose maker never filled in the field, in lower case.
    private static let placeholders: Set<String> = [
        "none", "invalid", "default string", "default", "to be filled by o.e.m.", "to be filled by oem", "o.e.m.",
        "oem",
        "system serial number", "system product name", "system manufacturer", "system version", "system uuid",
        "base board serial number", "chassis serial number", "chassis asset tag", "asset tag", "asset-1234567890",
        "no asset information", "no asset tag", "not specified", "not applicable", "not available", "not provided",
        "n/a",
        "unknown", "empty", "null", "0", "00000000", "0123456789", "123456789", "1234567890", "xxxxxxxx",
    ]

    /// The text unless it is a maker's placeholder.
    static func meaningful(_ text: String?) -> String? {
        guard let text, !placeholders.contains(text.lowercased()) else { return nil }
        return text
    }
}
