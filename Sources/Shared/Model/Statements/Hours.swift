/// Hours of a week by the wall clock of a time zone: the `hours` of a rule, the `window` of an operation.
///
/// If `to` is earlier than `from` the span runs past midnight and belongs to the day on which it begins.
package struct Hours: Hashable, Sendable, JSONConvertible {
    package let zone: ZoneName
    /// ISO days, 1 (Monday) to 7, ascending.
    package let days: [UInt64]
    /// Minutes after midnight, 0 to 1,439.
    package let from: Int
    /// Minutes after midnight, 0 to 1,440; not equal to `from`.
    package let to: Int

    package init(zone: ZoneName, days: [UInt64], from: Int, to: Int) {
        self.zone = zone
        self.days = days
        self.from = from
        self.to = to
    }

    package static func parse(_ field: Field, zones: any TimeZoneDirectory) throws(Refusal) -> Hours {
        let object = try field.object(["zone", "days", "from", "to"])
        let zone = try object("zone").identifier(ZoneName.self)
        guard zones.contains(zone) else { throw object.refusal(.zone, "zone") }
        let days = try object("days").ascendingList(1...7) { day throws(Refusal) in try day.integer(in: 1...7) }
        let from = try minutes(object("from"), last: 1_439)
        let to = try minutes(object("to"), last: 1_440)
        guard from != to else { throw object.refusal(.order, "to") }
        return Hours(zone: zone, days: days, from: from, to: to)
    }

    package var json: JSONValue {
        var object = JSONObject()
        object.set("zone", zone)
        object.set("days", days)
        object.set("from", Hours.text(from))
        object.set("to", Hours.text(to))
        return object.json
    }

    /// Reads `HH:MM`.
    private static func minutes(_ field: Field, last: Int) throws(Refusal) -> Int {
        let bytes = Array(try field.string().utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { throw field.refusal(.hours) }
        let digits = [bytes[0], bytes[1], bytes[3], bytes[4]]
        guard digits.allSatisfy(ASCIISet.digits.contains) else { throw field.refusal(.hours) }
        let values = digits.map { Int($0 - UInt8(ascii: "0")) }
        let minute = values[2] * 10 + values[3]
        let total = (values[0] * 10 + values[1]) * 60 + minute
        guard minute < 60, total <= last else { throw field.refusal(.hours) }
        return total
    }

    private static func text(_ minutes: Int) -> String {
        func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(twoDigits(minutes / 60)):\(twoDigits(minutes % 60))"
    }
}
