/// The recursive descent behind `StrictJSON`, over bytes that are known to be UTF-8.
struct JSONReader {
    private let bytes: [UInt8]
    private var position = 0
    private(set) var lineFeeds: [MemberPath] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() throws(Refusal) -> JSONValue {
        let value = try any(at: .root, depth: 1)
        guard position == bytes.count else { throw Refusal(.syntax) }
        return value
    }

    /// The byte at an offset from the position, zero past the end: no rule accepts a zero byte.
    private func peek(_ offset: Int = 0) -> UInt8 {
        position + offset < bytes.count ? bytes[position + offset] : 0
    }

    private mutating func eat(_ byte: UInt8) throws(Refusal) {
        guard peek() == byte else { throw Refusal(.syntax) }
        position += 1
    }

    private mutating func skipWhitespace() throws(Refusal) {
        while peek() == UInt8(ascii: " ") || peek() == UInt8(ascii: "\n") { position += 1 }
        switch peek() {
        case 0x09, 0x0B, 0x0C, 0x0D:
            throw Refusal(.whitespace)
        case 0xC2 where peek(1) == 0xA0, 0xEF where peek(1) == 0xBB && peek(2) == 0xBF:
            throw Refusal(.whitespace)
        default:
            break
        }
    }

    private func follows(_ word: StaticString) -> Bool {
        guard bytes.count - position >= word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { $0.elementsEqual(bytes[position..<position + $0.count]) }
    }

    private mutating func any(at path: MemberPath, depth: Int) throws(Refusal) -> JSONValue {
        switch peek() {
        case UInt8(ascii: "{"):
            guard depth <= StrictJSON.maximumDepth else { throw Refusal(.depth, at: path) }
            return try object(at: path, depth: depth)
        case UInt8(ascii: "["):
            guard depth <= StrictJSON.maximumDepth else { throw Refusal(.depth, at: path) }
            return try array(at: path, depth: depth)
        case UInt8(ascii: "\""):
            return .string(try string(at: path))
        case UInt8(ascii: "t") where follows("true"):
            position += 4
            return .bool(true)
        case UInt8(ascii: "f") where follows("false"):
            position += 5
            return .bool(false)
        case UInt8(ascii: "n") where follows("null"):
            throw Refusal(.null, at: path)
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            return .integer(try number(at: path))
        default:
            throw Refusal(.syntax, at: path)
        }
    }

    private mutating func object(at path: MemberPath, depth: Int) throws(Refusal) -> JSONValue {
        try eat(UInt8(ascii: "{"))
        try skipWhitespace()
        var members: [JSONMember] = []
        var names: Set<[UInt8]> = []
        if peek() == UInt8(ascii: "}") {
            position += 1
            return .object(members)
        }
        while true {
            try skipWhitespace()
            let noted = lineFeeds.count
            let name = try string(at: path)
            // A name is no place for LF, whatever its object is called.
            guard lineFeeds.count == noted else { throw Refusal(.character, at: path) }
            let own = path.member(name)
            guard names.insert(Array(name.utf8)).inserted else { throw Refusal(.duplicateMember, at: own) }
            try skipWhitespace()
            try eat(UInt8(ascii: ":"))
            try skipWhitespace()
            members.append(JSONMember(name: name, value: try any(at: own, depth: depth + 1)))
            try skipWhitespace()
            if peek() == UInt8(ascii: "}") {
                position += 1
                return .object(members)
            }
            try eat(UInt8(ascii: ","))
        }
    }

    private mutating func array(at path: MemberPath, depth: Int) throws(Refusal) -> JSONValue {
        try eat(UInt8(ascii: "["))
        try skipWhitespace()
        var elements: [JSONValue] = []
        if peek() == UInt8(ascii: "]") {
            position += 1
            return .array(elements)
        }
        while true {
            try skipWhitespace()
            elements.append(try any(at: path.element(elements.count), depth: depth + 1))
            try skipWhitespace()
            if peek() == UInt8(ascii: "]") {
                position += 1
                return .array(elements)
            }
            try eat(UInt8(ascii: ","))
        }
    }

    /// Reads `0|[1-9][0-9]{0,15}`; what only looks like a number to other readers is refused as one.
    private mutating func number(at path: MemberPath) throws(Refusal) -> UInt64 {
        let start = position
        while JSONReader.isNumberLike(peek()) { position += 1 }
        let digits = bytes[start..<position]
        guard digits.count <= 16, digits.count == 1 || digits.first != UInt8(ascii: "0") else {
            throw Refusal(.number, at: path)
        }
        var value: UInt64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { throw Refusal(.number, at: path) }
            value = value * 10 + UInt64(digit - UInt8(ascii: "0"))  // at most 16 digits: no overflow
        }
        return value
    }

    private static func isNumberLike(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "-"),
            UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default:
            false
        }
    }
}

// Strings.
extension JSONReader {
    private mutating func string(at path: MemberPath) throws(Refusal) -> String {
        try eat(UInt8(ascii: "\""))
        var content: [UInt8] = []
        var hasLineFeed = false
        while true {
            guard position < bytes.count else { throw Refusal(.syntax, at: path) }
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                if hasLineFeed { lineFeeds.append(path) }
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                position += 1
                let scalar = try escape(at: path)
                if scalar == "\n" {
                    hasLineFeed = true
                } else if ForbiddenCharacters.contains(scalar.value) {
                    throw Refusal(.character, at: path)
                }
                content.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
            case 0x20..<0x7F:
                position += 1
                content.append(byte)
            default:
                let (scalar, length) = literalScalar()
                guard !ForbiddenCharacters.contains(scalar) else { throw Refusal(.character, at: path) }
                content.append(contentsOf: bytes[position..<position + length])
                position += length
            }
        }
    }

    /// The scalar at the position and its bytes; the text has been validated, so only its lengths are looked at.
    private func literalScalar() -> (scalar: UInt32, length: Int) {
        func tail(_ offset: Int) -> UInt32 { UInt32(peek(offset) & 0x3F) }
        let first = UInt32(peek())
        return switch first {
        case 0xF0...: ((first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4)
        case 0xE0...: ((first & 0x0F) << 12 | tail(1) << 6 | tail(2), 3)
        case 0xC0...: ((first & 0x1F) << 6 | tail(1), 2)
        default: (first, 1)
        }
    }

    private mutating func escape(at path: MemberPath) throws(Refusal) -> Unicode.Scalar {
        let byte = peek()
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            guard let unit = hexUnit() else { throw Refusal(.escape, at: path) }
            return try scalar(from: unit, at: path)
        default:
            throw Refusal(.escape, at: path)
        }
    }

    /// Joins a UTF-16 unit of a `\u` escape with the second half that must follow a high surrogate.
    private mutating func scalar(from unit: UInt32, at path: MemberPath) throws(Refusal) -> Unicode.Scalar {
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard (0xD800..<0xDC00).contains(unit), peek() == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "u") else {
            throw Refusal(.surrogate, at: path)
        }
        position += 2
        guard let low = hexUnit(), (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x1_0000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { throw Refusal(.surrogate, at: path) }
        return scalar
    }

    /// Four hexadecimal digits, either case.
    private mutating func hexUnit() -> UInt32? {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            let byte = peek()
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: return nil
            }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }
}
