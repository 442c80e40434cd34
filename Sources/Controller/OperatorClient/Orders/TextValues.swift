package import Model

/// Durations, sizes and hours as people type them.
package enum TextValues {
    /// Seconds of `90`, `90s`, `30m`, `2h`, `7d`.
    package static func seconds(_ text: String) -> Int64? {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        let unit = text.last.flatMap { units[$0] }
        guard let number = number(unit == nil ? text[...] : text.dropLast()), number > 0 else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
        return overflow ? nil : product
    }

    /// Bytes of `1048576`, `512K`, `256M`, `1G` (powers of 1024).
    package static func bytes(_ text: String) -> UInt64? {
        let units: [Character: Int64] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
        let unit = text.last.flatMap { units[$0] }
        guard let number = number(unit == nil ? text[...] : text.dropLast()) else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
        return overflow ? nil : UInt64(product)
    }

    /// `ZONE/1-5/09:00-18:00`; days are a span `1-5` or a list `1,3,5`, 1 is Monday.
    package static func hours(_ text: String, zones: any TimeZoneDirectory) throws(ClientError) -> Hours {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let example = "Asia/Shanghai/1-5/09:00-18:00"
        guard parts.count >= 3, let zone = ZoneName(parts.dropLast(2).joined(separator: "/")) else {
            throw .usage(
                Localized("\"\(text)\" is no span of hours", "“\(text)”不是时段"),
                hint: Localized("write it as \(example)", "写法：\(example)")
            )
        }
        guard zones.contains(zone) else {
            throw .usage(
                Localized("the time zone \(zone) is not installed here", "本机没有时区 \(zone)"),
                hint: Localized("see /usr/share/zoneinfo", "见 /usr/share/zoneinfo")
            )
        }
        let span = parts[parts.count - 1].split(separator: "-", omittingEmptySubsequences: false)
        guard let days = days(parts[parts.count - 2]), span.count == 2, let from = minutes(span[0], last: 1_439),
            let to = minutes(span[1], last: 1_440), from != to
        else {
            throw .usage(
                Localized("\"\(text)\" is no span of hours", "“\(text)”不是时段"),
                hint: Localized("write it as \(example)", "写法：\(example)")
            )
        }
        return Hours(zone: zone, days: days, from: from, to: to)
    }

    private static func days(_ text: String) -> [UInt64]? {
        var days: Set<UInt64> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
            guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil,
                (1...7).contains(first), (first...7).contains(last)
            else { return nil }
            days.formUnion(first...last)
        }
        return days.isEmpty ? nil : days.sorted()
    }

    private static func minutes(_ text: Substring, last: Int) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = number(parts[0]),
            let minute = number(parts[1]), minute < 60
        else { return nil }
        let total = Int(hour) * 60 + Int(minute)
        return total <= last ? total : nil
    }

    private static func number(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text)
    }
}
