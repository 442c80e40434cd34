/// The one reader of statements and entries: a narrow subset of JSON (RFC 8259) in which a meaning has few spellings.
///
/// First byte `{`, last byte `}`; UTF-8; space and LF as the only white space; nesting of at most eight; member names
/// unique after unescaping; integers of at most 16 digits; no null; no character that hides or reorders text.
/// Time and memory are linear in the text, and the depth is judged before the reader descends.
package struct StrictJSON: Sendable {
    package static let maximumDepth = 8
    /// The most bytes of a statement that is not a trust root.
    package static let statementLimit = 32_768
    /// The most bytes of a trust root, and so of any statement.
    package static let rootLimit = 49_152
    /// The most bytes of an entry's leaf (C2SP tlog-tiles).
    package static let leafLimit = 65_535

    package let value: JSONValue
    /// Where strings hold LF; only the caller knows which of them may.
    package let lineFeeds: [MemberPath]

    /// Reads a whole text.
    ///
    /// LF within strings is noted in `lineFeeds`, not refused: call `refuseLineFeeds(except:)` once the type is known.
    package init(_ bytes: [UInt8], limit: Int = StrictJSON.rootLimit) throws(Refusal) {
        guard bytes.count <= limit else { throw Refusal(.tooLarge) }
        guard bytes.first == UInt8(ascii: "{") else { throw Refusal(.firstByte) }
        guard bytes.last == UInt8(ascii: "}") else { throw Refusal(.lastByte) }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw Refusal(.utf8) }
        var reader = JSONReader(bytes)
        value = try reader.document()
        lineFeeds = reader.lineFeeds
    }

    /// Reads a text in which no string may hold LF.
    package static func parse(_ bytes: [UInt8], limit: Int = StrictJSON.rootLimit) throws(Refusal) -> JSONValue {
        let text = try StrictJSON(bytes, limit: limit)
        try text.refuseLineFeeds { _ in false }
        return text.value
    }

    /// Refuses the first string that holds LF without being allowed to.
    package func refuseLineFeeds(except allowed: (MemberPath) -> Bool) throws(Refusal) {
        for path in lineFeeds where !allowed(path) {
            throw Refusal(.character, at: path)
        }
    }
}
