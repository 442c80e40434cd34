/// Reads the pieces of a POSIX `TZ` string from left to right.
struct PosixTimeZoneScanner {
    private var rest: ArraySlice<UInt8>

    init(_ text: ArraySlice<UInt8>) {
        rest = text
    }

    /// Whether everything has been read.
    var isAtEnd: Bool { rest.isEmpty }

    /// The byte that would be read next.
    var next: UInt8? { rest.first }

    /// Skips an abbreviation: three letters or more, or `<…>` with letters, digits and signs.
    mutating func skipDesignation() throws(TimeZoneError) {
        var length = 0
        if next == UInt8(ascii: "<") {
            rest.removeFirst()
            while let byte = next, byte != UInt8(ascii: ">") {
                guard
                    Self.isLetter(byte) || Self.isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                else { throw .malformed("TZ string") }
                rest.removeFirst()
                length += 1
            }
            try expect(">")
        } else {
            while let byte = next, Self.isLetter(byte) {
                rest.removeFirst()
                length += 1
            }
        }
        guard length >= 3 else { throw .malformed("TZ string") }
    }

    /// Takes exactly this character.
    mutating func expect(_ character: Unicode.Scalar) throws(TimeZoneError) {
        guard next == UInt8(ascii: character) else { throw .malformed("TZ string") }
        rest.removeFirst()
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func signedTime(maximumHours: Int64) throws(TimeZoneError) -> Int64 {
        var sign: Int64 = 1
        if next == UInt8(ascii: "-") || next == UInt8(ascii: "+") {
            sign = next == UInt8(ascii: "-") ? -1 : 1
            rest.removeFirst()
        }
        var seconds = try number(0...maximumHours) * 3600
        if skip(":") {
            seconds += try number(0...59) * 60
            if skip(":") { seconds += try number(0...59) }
        }
        return sign * seconds
    }

    /// A day and, after `/`, a time of day; without one it is 02:00.
    mutating func moment() throws(TimeZoneError) -> YearlyMoment {
        let day: YearlyMoment.Day
        if skip("J") {
            day = .julianWithoutLeapDay(try number(1...365))
        } else if skip("M") {
            let month = try number(1...12)
            try expect(".")
            let week = try number(1...5)
            try expect(".")
            day = .monthWeekDay(month: month, week: week, weekday: try number(0...6))
        } else {
            day = .zeroBased(try number(0...365))
        }
        return YearlyMoment(day: day, time: skip("/") ? try signedTime(maximumHours: 167) : 7200)
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func number(_ range: ClosedRange<Int64>) throws(TimeZoneError) -> Int64 {
        var value: Int64 = 0
        var digits = 0
        while let byte = next, Self.isDigit(byte), digits < 3 {
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            rest.removeFirst()
            digits += 1
        }
        guard digits > 0, range.contains(value) else { throw .malformed("TZ string") }
        return value
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
