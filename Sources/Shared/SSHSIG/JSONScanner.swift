/// Walks a JSON text (RFC 8259) and says whether it is one object without repeated members, at any depth.
struct JSONScanner {
    enum Value: Equatable {
        case `true`
        case `false`
        /// Anything else, well-formed.
        case other
    }

    private static let depthLimit = 8

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The outermost members in order, or nil if the bytes are anything but one object.
    mutating func wholeObject() -> [(name: String, value: Value)]? {
        guard String(validating: bytes, as: UTF8.self) != nil, let members = object(depth: 1) else { return nil }
        return position == bytes.count ? members : nil
    }

    private mutating func object(depth: Int) -> [(name: String, value: Value)]? {
        guard depth <= Self.depthLimit, take("{") else { return nil }
        var members: [(name: String, value: Value)] = []
        var names: Set<[Unicode.Scalar]> = []
        skipSpace()
        if take("}") { return members }
        repeat {
            skipSpace()
            // Compared as scalars: Swift's own equality would join texts that differ in normal form only.
            guard let name = string(), names.insert(name).inserted else { return nil }
            skipSpace()
            guard take(":"), let value = value(depth: depth) else { return nil }
            var text = ""
            text.unicodeScalars.append(contentsOf: name)
            members.append((text, value))
            skipSpace()
        } while take(",")
        return take("}") ? members : nil
    }

    private mutating func array(depth: Int) -> Bool {
        guard depth <= Self.depthLimit, take("[") else { return false }
        skipSpace()
        if take("]") { return true }
        repeat {
            guard value(depth: depth) != nil else { return false }
            skipSpace()
        } while take(",")
        return take("]")
    }

    private mutating func value(depth: Int) -> Value? {
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return object(depth: depth + 1) != nil ? .other : nil
        case UInt8(ascii: "["): return array(depth: depth + 1) ? .other : nil
        case UInt8(ascii: "\""): return string() != nil ? .other : nil
        case UInt8(ascii: "t"): return word("true") ? .true : nil
        case UInt8(ascii: "f"): return word("false") ? .false : nil
        case UInt8(ascii: "n"): return word("null") ? .other : nil
        default: return number() ? .other : nil
        }
    }

    private mutating func number() -> Bool {
        _ = take("-")
        if !take("0") {
            guard digits() else { return false }
        }
        if take(".") {
            guard digits() else { return false }
        }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            guard digits() else { return false }
        }
        return true
    }

    private mutating func digits() -> Bool {
        let start = position
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position > start
    }

    /// A string's scalars after unescaping; the text is known to be UTF-8.
    private mutating func string() -> [Unicode.Scalar]? {
        guard take("\"") else { return nil }
        var units: [UInt16] = []
        var start = position
        while let byte = peek, byte >= 0x20 {
            switch byte {
            case UInt8(ascii: "\""):
                units += utf16(start..<position)
                position += 1
                return scalars(units)
            case UInt8(ascii: "\\"):
                units += utf16(start..<position)
                position += 1
                guard let unit = escape() else { return nil }
                units.append(unit)
                start = position
            default:
                position += 1
            }
        }
        return nil
    }

    private func utf16(_ range: Range<Int>) -> [UInt16] {
        Array(String(decoding: bytes[range], as: UTF8.self).utf16)
    }

    /// Nil if a surrogate stands alone.
    private func scalars(_ units: [UInt16]) -> [Unicode.Scalar]? {
        String(validating: units, as: UTF16.self).map { Array($0.unicodeScalars) }
    }

    private mutating func escape() -> UInt16? {
        guard let byte = peek else { return nil }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt16(byte)
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0c
        case UInt8(ascii: "n"): return 0x0a
        case UInt8(ascii: "r"): return 0x0d
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "u"): return hexUnit()
        default: return nil
        }
    }

    private mutating func hexUnit() -> UInt16? {
        guard bytes.count - position >= 4 else { return nil }
        var unit: UInt16 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            unit = unit << 4 | UInt16(digit)
        }
        position += 4
        return unit
    }

    private var peek: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func word(_ text: StaticString) -> Bool {
        let expected = text.withUTF8Buffer { Array($0) }
        guard bytes[position...].starts(with: expected) else { return false }
        position += expected.count
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
    }
}
