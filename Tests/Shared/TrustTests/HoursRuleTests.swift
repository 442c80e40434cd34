import Model
import TestSupport
import Testing
import Trust

@Suite struct HoursRuleTests {
    private func isWithin(_ hours: Hours, _ time: String) -> Bool? {
        HoursRule.isWithin(hours, now: .literal(time), zones: TestZones())
    }

    @Test func `the zone's clock counts, not UTC`() {
        let office = Hours.test("Test/East", days: [1, 2, 3, 4, 5], 540, 1_080)
        #expect(isWithin(office, "2026-11-25T01:00:00Z") == true)
        #expect(isWithin(office, "2026-11-25T00:59:59Z") == false)
        #expect(isWithin(office, "2026-11-25T09:59:59Z") == true)
        #expect(isWithin(office, "2026-11-25T10:00:00Z") == false)
        // Friday evening in UTC is Saturday there.
        #expect(isWithin(office, "2026-11-27T17:30:00Z") == false)
    }

    @Test func `a span past midnight belongs to the day on which it begins`() {
        let night = Hours.test("Test/East", days: [6], 1_320, 360)
        #expect(isWithin(night, "2026-11-28T14:00:00Z") == true)
        #expect(isWithin(night, "2026-11-28T13:59:59Z") == false)
        #expect(isWithin(night, "2026-11-28T21:59:59Z") == true)
        #expect(isWithin(night, "2026-11-28T22:00:00Z") == false)
        // Saturday 02:00 belongs to Friday's night, Sunday 23:00 to Sunday's.
        #expect(isWithin(night, "2026-11-27T18:00:00Z") == false)
        #expect(isWithin(night, "2026-11-29T15:00:00Z") == false)
    }

    @Test func `Monday morning belongs to Sunday's night`() {
        let night = Hours.test("Test/East", days: [7], 1_320, 360)
        #expect(isWithin(night, "2026-11-29T18:00:00Z") == true)
        #expect(isWithin(night, "2026-11-30T18:00:00Z") == false)
    }

    @Test func `until 24 00 is to the end of the day`() {
        let day = Hours.test("Test/East", days: [3], 0, 1_440)
        #expect(isWithin(day, "2026-11-25T15:59:59Z") == true)
        #expect(isWithin(day, "2026-11-25T16:00:00Z") == false)
    }

    @Test func `an hour that the clock shows twice counts twice`() {
        let hours = Hours.test("Test/Summer", days: [7], 120, 180)
        #expect(isWithin(hours, "2026-10-25T00:30:00Z") == true)
        #expect(isWithin(hours, "2026-10-25T01:30:00Z") == true)
        #expect(isWithin(hours, "2026-10-25T02:00:00Z") == false)
    }

    @Test func `an hour that the clock skips never comes`() {
        let hours = Hours.test("Test/Summer", days: [7], 120, 180)
        #expect(isWithin(hours, "2026-03-29T00:59:59Z") == false)
        #expect(isWithin(hours, "2026-03-29T01:00:00Z") == false)
    }

    @Test func `a zone that can't be read is neither inside nor outside`() {
        #expect(isWithin(.test("Gone/Away", days: [1], 0, 60), "2026-11-25T01:00:00Z") == nil)
    }
}
