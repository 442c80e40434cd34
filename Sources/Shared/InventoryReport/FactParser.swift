/// Reads a fact value from its canonical form and refuses every other spelling.
///
/// Only canonical bytes are accepted (see ``CanonicalJSON``), so that what was hashed by the sender is what the reader
/// hashes: no spaces, keys strictly ascending, no second spelling of a string or an integer, valid UTF-8.
struct FactParser {
    private let bytes: [UInt8]
    private var offset = 0
    private var values = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Parses one value that fills the bytes.
    /// - Throws: `tooLarge`, `notCanonical` or `limit`.
    static func parse(_ bytes: [UInt8]) throws(ReportError) -> FactValue {
        guard bytes.count <= ReportLimits.reportBytes else { throw .tooLarge(bytes: bytes.count) }
        var parser = FactParser(bytes)
        let value = try parser.value(depth: 0)
        guard parser.offset == bytes.count else { throw .notCanonical(offset: parser.offset) }
        return value
    }

    private mutating func value(depth: Int) throws(ReportError) -> FactValue {
        values += 1
        guard depth <= ReportLimits.depth, values <= ReportLimits.values else { throw .limit(offset: offset) }
        switch peek() {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string(limit: ReportLimits.stringBytes))
        case UInt8(ascii: "n"):
            try word("null")
            return .null
        case UInt8(ascii: "t"):
            try word("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try word("false")
            return .bool(false)
        default: return .integer(try integer())
        }
    }

    private mutating func object(depth: Int) throws(ReportError) -> [String: FactValue] {
        offset += 1
        var members: [String: FactValue] = [:]
        if take(UInt8(ascii: "}")) { return members }
        var previous: String?
        while true {
            let start = offset
            let key = try string(limit: ReportLimits.keyBytes)
            guard !key.isEmpty, key.utf8.allSatisfy(Self.isKeyByte) else { throw .notCanonical(offset: start) }
            if let previous, !CodePointOrder.precedes(previous, key) { throw .notCanonical(offset: start) }
            previous = key
            try expect(UInt8(ascii: ":"))
            members[key] = try value(depth: depth + 1)
            if take(UInt8(ascii: "}")) { return members }
            try expect(UInt8(ascii: ","))
        }
    }

    private mutating func array(depth: Int) throws(ReportError) -> [FactValue] {
        offset += 1
        var elements: [FactValue] = []
        if take(UInt8(ascii: "]")) { return elements }
        while true {
            elements.append(try value(depth: depth + 1))
            if take(UInt8(ascii: "]")) { return elements }
            try expect(UInt8(ascii: ","))
        }
    }

    private mutating func string(limit: Int) throws(ReportError) -> String {
        try expect(UInt8(ascii: "\""))
        let start = offset
        var content: [UInt8] = []
        while true {
            guard let byte = peek(), byte >= 0x20 else { throw .notCanonical(offset: offset) }
            offset += 1
            if byte == UInt8(ascii: "\"") { break }
            content.append(byte == UInt8(ascii: "\\") ? try escape() : byte)
            guard content.count <= limit else { throw .limit(offset: start) }
        }
        guard let text = String(validating: content, as: UTF8.self) else { throw .notCanonical(offset: start) }
        return text
    }

    /// The byte behind an escape: only the spellings that ``CanonicalJSON`` writes.
    private mutating func escape() throws(ReportError) -> UInt8 {
        let start = offset
        guard let letter = peek() else { throw .notCanonical(offset: start) }
        offset += 1
        if letter == UInt8(ascii: "\"") || letter == UInt8(ascii: "\\") { return letter }
        for control in UInt8(0)..<0x20 where CanonicalJSON.letter(forControl: control) == letter { return control }
        guard letter == UInt8(ascii: "u"), take(UInt8(ascii: "0")), take(UInt8(ascii: "0")),
            let high = peek(), high == UInt8(ascii: "0") || high == UInt8(ascii: "1")
        else { throw .notCanonical(offset: start) }
        offset += 1
        guard let low = peek(), let digit = Self.hexValue(low) else { throw .notCanonical(offset: start) }
        offset += 1
        let control = (high &- UInt8(ascii: "0")) << 4 | digit
        guard CanonicalJSON.letter(forControl: control) == nil else { throw .notCanonical(offset: start) }
        return control
    }

    private mutating func integer() throws(ReportError) -> Int64 {
        let start = offset
        let negative = take(UInt8(ascii: "-"))
        guard let first = peek(), Self.isDigit(first) else { throw .notCanonical(offset: start) }
        // Counted downwards, because the smallest Int64 has no positive counterpart.
        var number: Int64 = 0
        var digits = 0
        while let byte = peek(), Self.isDigit(byte) {
            let (scaled, overflowed) = number.multipliedReportingOverflow(by: 10)
            let (next, underflowed) = scaled.subtractingReportingOverflow(Int64(byte &- UInt8(ascii: "0")))
            guard !overflowed, !underflowed else { throw .limit(offset: start) }
            number = next
            digits += 1
            offset += 1
        }
        if first == UInt8(ascii: "0"), digits > 1 || negative { throw .notCanonical(offset: start) }
        if negative { return number }
        let (positive, overflowed) = Int64(0).subtractingReportingOverflow(number)
        guard !overflowed else { throw .limit(offset: start) }
        return positive
    }

    private mutating func word(_ text: StaticString) throws(ReportError) {
        for index in 0..<text.utf8CodeUnitCount {
            try expect(text.withUTF8Buffer { $0[index] })
        }
    }

    private func peek() -> UInt8? {
        offset < bytes.count ? bytes[offset] : nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        offset += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(ReportError) {
        guard take(byte) else { throw .notCanonical(offset: offset) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- UInt8(ascii: "a") &+ 10
        default: nil
        }
    }

    /// Whether a byte may stand in a key: `a-z 0-9 _ /`.
    static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "_"), UInt8(ascii: "/"): true
        default: false
        }
    }
}
