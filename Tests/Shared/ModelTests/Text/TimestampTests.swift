import Model
import Testing

@Suite struct TimestampTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-24T21:00:00Z", 1_795_554_000), ("2000-02-29T23:59:59Z", 951_868_799),
            ("1969-12-31T23:59:59Z", -1), ("0001-01-01T00:00:00Z", -62_135_596_800),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] as [(String, Int64)]
    )
    func `a time reads as seconds and writes the same text`(text: String, seconds: Int64) throws {
        let time = try #require(Timestamp(text))
        #expect(time.seconds == seconds)
        #expect(Timestamp(seconds: seconds).text == text)
    }

    @Test(arguments: [
        "2026-11-24T21:00:60Z", "2026-11-24T24:00:00Z", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "0000-01-01T00:00:00Z",
        "2026-11-24T21:00:00+00:00", "2026-11-24T21:00:00.0Z", "2026-11-24t21:00:00z", "2026-11-24 21:00:00Z",
        "2026-11-24T21:00:00", "2026-11-24T21:0:000Z", "+026-11-24T21:00:00Z", "", "２026-11-24T21:00Z",
    ])
    func `another form is no time`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func `every day of four centuries comes back`() {
        var broken: [Int64] = []
        for day in Int64(-146_097)...146_097
        where Timestamp(Timestamp(seconds: day * 86_400).text)?.seconds != day * 86_400 {
            broken.append(day)
        }
        #expect(broken.isEmpty)
    }

    @Test func `adding stops at the ends of the calendar`() {
        let time = Timestamp(seconds: 100)
        #expect(time.adding(seconds: .max).text == "9999-12-31T23:59:59Z")
        #expect(time.adding(seconds: .min).text == "0001-01-01T00:00:00Z")
        #expect(time.adding(seconds: -40).seconds(since: time) == -40)
    }
}
