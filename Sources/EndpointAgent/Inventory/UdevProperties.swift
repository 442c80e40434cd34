/// The properties of one device in udev's database (`E:KEY=value` lines of `/run/udev/data/…`).
struct UdevProperties {
    private static let limit = 4096

    private var values: [String: String] = [:]

    /// Reads the properties whose keys begin with the prefix.
    init(_ path: String, reader: SectionReader, prefix: StaticString) {
        var found: [String: String] = [:]
        reader.lines(path) { line in
            guard line.starts(with: "E:"), line.from(2).starts(with: prefix),
                let (key, value) = line.from(2).pair(UInt8(ascii: "=")), let name = FactText.decoded(key)
            else { return true }
            found[name] = FactText.decoded(value)
            return found.count < Self.limit
        }
        values = found
    }

    /// The value, unless it is missing or a maker's placeholder.
    func text(_ key: String) -> String? {
        FactText.meaningful(values[key])
    }

    func number(_ key: String) -> Int64? {
        values[key].flatMap { Int64($0) }
    }

    /// A value of an `…_ENC` key, where udev writes `\x20` for a byte.
    func decoded(_ key: String) -> String? {
        guard let value = values[key] else { return nil }
        var out: [UInt8] = []
        var rest = Array(value.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), rest.count >= 3, rest.first == UInt8(ascii: "x"),
                let high = UnsafeRawBufferPointer.hexDigit(rest[rest.startIndex + 1]),
                let low = UnsafeRawBufferPointer.hexDigit(rest[rest.startIndex + 2])
            {
                out.append(high << 4 | low)
                rest = rest.dropFirst(3)
            } else {
                out.append(byte)
            }
        }
        return FactText.meaningful(out.withUnsafeBytes { FactText.decoded($0) })
    }
}
