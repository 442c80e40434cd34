import Glibc

/// Looking into lines of proc files without making strings of them.
extension UnsafeRawBufferPointer {
    /// Without blanks, line ends and NULs on both sides.
    var trimmed: UnsafeRawBufferPointer {
        var start = 0
        var end = count
        while start < end, self[start] <= 0x20 { start += 1 }
        while end > start, self[end - 1] <= 0x20 { end -= 1 }
        return part(start, end)
    }

    /// The bytes from `start` to before `end`.
    func part(_ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[start..<end])
    }

    /// The bytes from `start` on.
    func from(_ start: Int) -> UnsafeRawBufferPointer {
        part(Swift.min(start, count), count)
    }

    func equals(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && starts(with: text)
    }

    func starts(with text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard count >= length else { return false }
        guard let base = baseAddress, length > 0 else { return length == 0 }
        return memcmp(base, text.utf8Start, length) == 0
    }

    /// The offset of the first such byte.
    func offset(of byte: UInt8) -> Int? {
        guard let base = baseAddress, let found = memchr(base, CInt(byte), count) else { return nil }
        return UnsafeRawPointer(found) - base
    }

    /// The offset of the first such text.
    func offset(of text: StaticString) -> Int? {
        guard text.utf8CodeUnitCount > 0 else { return 0 }
        let first = text.utf8Start.pointee
        var start = 0
        while let found = from(start).offset(of: first) {
            if from(start + found).starts(with: text) { return start + found }
            start += found + 1
        }
        return nil
    }

    /// Key and value on both sides of the first separator, trimmed.
    func pair(_ separator: UInt8) -> (key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)? {
        guard let at = offset(of: separator) else { return nil }
        return (part(0, at).trimmed, from(at + 1).trimmed)
    }

    /// The words between blanks, at most `limit` of them.
    func words(limit: Int = 64) -> [UnsafeRawBufferPointer] {
        var found: [UnsafeRawBufferPointer] = []
        var start = 0
        while found.count < limit {
            while start < count, self[start] <= 0x20 { start += 1 }
            guard start < count else { break }
            var end = start
            while end < count, self[end] > 0x20 { end += 1 }
            found.append(part(start, end))
            start = end
        }
        return found
    }

    /// The decimal number that the trimmed bytes are, sign allowed, nothing else around it.
    var number: Int64? {
        var digits = trimmed
        let negative = digits.first == UInt8(ascii: "-")
        if negative { digits = digits.from(1) }
        guard let value = digits.leadingNumber, digits.allSatisfy(Self.isDigit) else { return nil }
        return negative ? 0 - value : value
    }

    /// The decimal number that the bytes begin with.
    var leadingNumber: Int64? {
        var value: Int64 = 0
        var digits = 0
        for byte in self {
            guard Self.isDigit(byte) else { break }
            let (scaled, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (next, carried) = scaled.addingReportingOverflow(Int64(byte &- UInt8(ascii: "0")))
            guard !overflowed, !carried else { return nil }
            value = next
            digits += 1
        }
        return digits > 0 ? value : nil
    }

    /// The hexadecimal number that all the bytes are.
    var hexNumber: UInt64? {
        guard !isEmpty, count <= 16 else { return nil }
        var value: UInt64 = 0
        for byte in self {
            guard let digit = Self.hexDigit(byte) else { return nil }
            value = value << 4 | UInt64(digit)
        }
        return value
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- UInt8(ascii: "a") &+ 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte &- UInt8(ascii: "A") &+ 10
        default: nil
        }
    }
}
