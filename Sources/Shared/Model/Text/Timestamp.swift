/// A point in time to the second, in UTC: `YYYY-MM-DDTHH:MM:SSZ`, years 1 to 9999.
package struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
    package let seconds: Int64

    /// 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
    package static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// A time out of range is moved to the nearest that can be written.
    package init(seconds: Int64) {
        self.seconds = min(max(seconds, Timestamp.range.lowerBound), Timestamp.range.upperBound)
    }

    /// Reads exactly the one form; a leap second is refused.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 20 else { return nil }
        for (index, separator) in Timestamp.separators where bytes[index] != separator { return nil }
        guard let year = Timestamp.number(bytes[0..<4]), let month = Timestamp.number(bytes[5..<7]),
            let day = Timestamp.number(bytes[8..<10]), let hour = Timestamp.number(bytes[11..<13]),
            let minute = Timestamp.number(bytes[14..<16]), let second = Timestamp.number(bytes[17..<19]),
            year >= 1, (1...12).contains(month), day >= 1, day <= CivilDate.days(in: month, of: year),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
        seconds = days * 86_400 + hour * 3_600 + minute * 60 + second
    }

    package var text: String {
        let (days, rest) = seconds.quotientAndRemainderFloored(by: 86_400)
        let date = CivilDate(daysSinceEpoch: days)
        let parts: [(Int64, Int)] = [
            (date.year, 4), (date.month, 2), (date.day, 2), (rest / 3_600, 2), (rest / 60 % 60, 2), (rest % 60, 2),
        ]
        return String(unsafeUninitializedCapacity: 20) { bytes in
            for ((value, width), (place, separator)) in zip(parts, Timestamp.separators) {
                var rest = value
                for digit in 1...width {
                    bytes[place - digit] = UInt8(ascii: "0") + UInt8(rest % 10)
                    rest /= 10
                }
                bytes[place] = separator
            }
            return 20
        }
    }

    package var description: String { text }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.seconds < right.seconds
    }

    /// The time so much later, or earlier for a negative number; stops at the ends of the range.
    package func adding(seconds offset: Int64) -> Timestamp {
        let (sum, overflow) = seconds.addingReportingOverflow(offset)
        return Timestamp(seconds: overflow ? (offset < 0 ? .min : .max) : sum)
    }

    /// Seconds from an earlier time to this one.
    package func seconds(since earlier: Timestamp) -> Int64 {
        seconds - earlier.seconds  // both within `range`: no overflow
    }

    private static let separators: [(index: Int, byte: UInt8)] = [
        (4, UInt8(ascii: "-")), (7, UInt8(ascii: "-")), (10, UInt8(ascii: "T")), (13, UInt8(ascii: ":")),
        (16, UInt8(ascii: ":")), (19, UInt8(ascii: "Z")),
    ]

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        return value
    }
}
