/// How a vector tree's entries are made: a text between quotation marks, the decimal index, a newline.
///
/// The files say it as `'countersign dev entry ' + decimal index + newline`.
struct EntryRule: Decodable {
    private let start: String

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let parts = try container.decode(String.self).split(separator: "'", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2] == " + decimal index + newline" else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "this rule for leaves is not known")
        }
        start = String(parts[1])
    }

    func data(_ index: UInt64) -> [UInt8] {
        Array("\(start)\(index)\n".utf8)
    }
}
