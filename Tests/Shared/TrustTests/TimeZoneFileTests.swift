import Model
import TestSupport
import Testing
import Trust

@Suite struct TimeZoneFileTests {
    private func zone(_ bytes: ZoneBytes) throws -> TimeZoneFile {
        try TimeZoneFile(bytes.bytes)
    }

    @Test func `transitions decide up to the last one, the first type before them`() throws {
        let zone = try zone(ZoneBytes(transitions: [(1_000, 1), (2_000, 0)], types: [3_600, 7_200]))
        #expect(zone.offset(at: 999) == 3_600)
        #expect(zone.offset(at: 1_000) == 7_200)
        #expect(zone.offset(at: 1_999) == 7_200)
        #expect(zone.offset(at: 2_000) == 3_600)
        #expect(zone.offset(at: .max) == 3_600)
        #expect(zone.offset(at: .min) == 3_600)
    }

    @Test func `the rule string decides after the last transition`() throws {
        let zone = try zone(
            ZoneBytes(transitions: [(0, 0)], types: [3_600], footer: "CET-1CEST,M3.5.0,M10.5.0/3")
        )
        #expect(zone.offset(at: Timestamp.literal("2026-03-29T00:59:59Z").seconds) == 3_600)
        #expect(zone.offset(at: Timestamp.literal("2026-03-29T01:00:00Z").seconds) == 7_200)
        #expect(zone.offset(at: Timestamp.literal("2099-10-25T00:59:59Z").seconds) == 7_200)
        #expect(zone.offset(at: Timestamp.literal("2099-10-25T01:00:00Z").seconds) == 3_600)
    }

    @Test func `south of the equator summer spans the new year`() throws {
        let zone = try zone(ZoneBytes(types: [43_200], footer: "NZST-12NZDT,M9.5.0,M4.1.0/3"))
        #expect(zone.offset(at: Timestamp.literal("2027-01-01T00:00:00Z").seconds) == 46_800)
        #expect(zone.offset(at: Timestamp.literal("2027-07-01T00:00:00Z").seconds) == 43_200)
    }

    @Test func `moments may lie outside of their day and days may be numbered`() throws {
        // Greenland: Saturday before the last Sunday, 22:00; written as −2 hours of the Sunday.
        let nuuk = try zone(ZoneBytes(types: [-7_200], footer: "<-02>2<-01>,M3.5.0/-1,M10.5.0/0"))
        #expect(nuuk.offset(at: Timestamp.literal("2026-03-29T00:59:59Z").seconds) == -7_200)
        #expect(nuuk.offset(at: Timestamp.literal("2026-03-29T01:00:00Z").seconds) == -3_600)
        // J60 is 1 March in all years, 59 is 29 February in leap years.
        let julian = try zone(ZoneBytes(types: [0], footer: "AAA0BBB,J60/0,J300/0"))
        #expect(julian.offset(at: Timestamp.literal("2028-02-29T23:59:59Z").seconds) == 0)
        #expect(julian.offset(at: Timestamp.literal("2028-03-01T00:00:00Z").seconds) == 3_600)
        let zeroBased = try zone(ZoneBytes(types: [0], footer: "AAA0BBB,59/0,299/0"))
        #expect(zeroBased.offset(at: Timestamp.literal("2028-02-29T00:00:00Z").seconds) == 3_600)
    }

    @Test func `summer time all year has no gap at the new year`() throws {
        let zone = try zone(ZoneBytes(types: [-18_000], footer: "EST5EDT,0/0,J365/25"))
        #expect(zone.offset(at: Timestamp.literal("2026-12-31T23:59:59Z").seconds) == -14_400)
        #expect(zone.offset(at: Timestamp.literal("2027-01-01T04:00:00Z").seconds) == -14_400)
        #expect(zone.offset(at: Timestamp.literal("2027-01-01T05:00:00Z").seconds) == -14_400)
    }

    @Test func `the wall clock counts days from Monday`() throws {
        let zone = try zone(ZoneBytes(types: [28_800]))
        #expect(zone.wallClock(at: 0) == WallClock(weekday: 4, minuteOfDay: 480))
        #expect(zone.wallClock(at: -8 * 3_600 - 1) == WallClock(weekday: 3, minuteOfDay: 1_439))
    }

    @Test func `every shortened file is refused`() {
        let whole = ZoneBytes(transitions: [(1_000, 1)], types: [3_600, 7_200], footer: "CET-1").bytes
        for length in whole.indices {
            #expect(throws: TimeZoneError.self) { try TimeZoneFile(Array(whole[..<length])) }
        }
    }

    @Test func `damaged bytes never trap`() {
        var random = SeededRandom(seed: 5)
        let whole = ZoneBytes(transitions: [(1, 1), (9, 0)], types: [3_600, 7_200], footer: "CET-1CEST,J1,J9").bytes
        var read = 0
        for _ in 0..<3_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let zone = try? TimeZoneFile(bytes) else { continue }
            read += (-100_000...100_000).contains(zone.offset(at: 1_800_000_000)) ? 1 : 0
        }
        #expect(read > 0)
    }

    @Test(arguments: [
        ZoneBytes(version: 0, types: [0]),
        ZoneBytes(transitions: [(2, 0), (1, 0)], types: [0]),
        ZoneBytes(transitions: [(1, 1)], types: [0]),
        ZoneBytes(types: []),
        ZoneBytes(types: [100_000]),
        ZoneBytes(types: [0], leaps: 1),
        ZoneBytes(types: [0], footer: "CET-1\nCET-1"),
    ])
    func `a file against the format is refused`(bytes: ZoneBytes) {
        #expect(throws: TimeZoneError.self) { try TimeZoneFile(bytes.bytes) }
    }

    @Test(arguments: [
        "CE-1", "CET", "CET-25", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J9", "CET-1CEST,366,9", "CET-1CEST,M3.5.0/168,M10.5.0",
        "<+0-8", "CET-1CEST,M3.5.0,M10.5.0,", "CET-1:60", "CET-9999999999999999999",
    ])
    func `a rule string against POSIX is refused`(footer: String) {
        #expect(throws: TimeZoneError.malformed("TZ string")) {
            try TimeZoneFile(ZoneBytes(types: [0], footer: footer).bytes)
        }
    }

    @Test(arguments: ["localtime", "posixrules", "right/UTC", "posix/UTC", "No/Such"])
    func `a name that differs between machines isn't read`(name: String) {
        #expect(TimeZoneFolder.system.zone(.literal(name)) == nil)
        #expect(!TimeZoneFolder.system.contains(.literal(name)))
    }
}

extension ZoneBytes: CustomTestStringConvertible {
    var testDescription: String { "\(types) \(footer)" }
}
