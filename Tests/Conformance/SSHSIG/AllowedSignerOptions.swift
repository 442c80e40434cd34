/// The options of one line of an `allowed_signers` file.
struct AllowedSignerOptions {
    private(set) var isAuthority = false
    private(set) var namespaces: String?
    /// Unix seconds, inclusive.
    private(set) var validAfter: Int64?
    /// Unix seconds, inclusive.
    private(set) var validBefore: Int64?

    init() {}

    /// Nil for an unknown option, one given twice, or a time that is not in UTC.
    init?(_ text: String) {
        var seen: Set<String> = []
        for option in Self.options(of: text) {
            let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts[0].lowercased()
            guard seen.insert(name).inserted else { return nil }
            switch (name, parts.count == 2 ? Self.unquoted(parts[1]) : nil) {
            case ("cert-authority", nil) where parts.count == 1: isAuthority = true
            case ("namespaces", let value?): namespaces = value
            case ("valid-after", let value?):
                guard let time = Self.time(value) else { return nil }
                validAfter = time
            case ("valid-before", let value?):
                guard let time = Self.time(value) else { return nil }
                validBefore = time
            default: return nil
            }
        }
    }

    /// Splits at commas outside double quotes.
    private static func options(of text: String) -> [String] {
        var options = [""]
        var isQuoted = false
        for character in text {
            if character == "\"" { isQuoted.toggle() }
            if character == ",", !isQuoted {
                options.append("")
            } else {
                options[options.count - 1].append(character)
            }
        }
        return options
    }

    private static func unquoted(_ text: Substring) -> String? {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return nil }
        let inner = text.dropFirst().dropLast()
        return inner.contains("\"") ? nil : String(inner)
    }

    /// `YYYYMMDD`, `YYYYMMDDHHMM` or `YYYYMMDDHHMMSS`, each with `Z`.
    private static func time(_ text: String) -> Int64? {
        guard text.last == "Z" else { return nil }
        let digits = text.dropLast().compactMap(\.wholeNumberValue).map(Int64.init)
        guard digits.count == text.count - 1, [8, 12, 14].contains(digits.count) else { return nil }
        func number(_ range: Range<Int>) -> Int64 {
            range.upperBound <= digits.count ? digits[range].reduce(0) { $0 * 10 + $1 } : 0
        }
        let (month, day) = (number(4..<6), number(6..<8))
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        let days = days(year: number(0..<4), month: month, day: day)
        return days * 86400 + number(8..<10) * 3600 + number(10..<12) * 60 + number(12..<14)
    }

    /// Days since 1970-01-01 in the Gregorian calendar, counting years from March.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468
    }
}
