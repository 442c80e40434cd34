import Model
import TestSupport
import Trust

/// Two zones that tests write themselves: `Test/East` at a fixed +08:00, `Test/Summer` with the clock changes of Berlin.
struct TestZones: TimeZoneSource {
    func zone(_ name: ZoneName) -> TimeZoneFile? {
        switch name.text {
        case "Test/East": try? TimeZoneFile(ZoneBytes(types: [28_800], footer: "<+08>-8").bytes)
        case "Test/Summer": try? TimeZoneFile(ZoneBytes(types: [3_600], footer: "CET-1CEST,M3.5.0,M10.5.0/3").bytes)
        default: nil
        }
    }
}

/// Writes TZif files (RFC 9636), right ones and wrong ones.
struct ZoneBytes: Sendable {
    var version = UInt8(ascii: "2")
    var transitions: [(time: Int64, type: UInt8)] = []
    var types: [Int32]
    var leaps: UInt32 = 0
    var footer = ""

    var bytes: [UInt8] {
        var bytes = header(version: version, times: 0, types: 0, characters: 0)
        bytes += header(version: version, times: transitions.count, types: types.count, characters: 4)
        for transition in transitions { bytes += bigEndian(transition.time) }
        bytes += transitions.map(\.type)
        for offset in types { bytes += bigEndian(offset) + [0, 0] }
        return bytes + Array("LMT\0\n".utf8) + Array(footer.utf8) + [0x0A]
    }

    private func header(version: UInt8, times: Int, types: Int, characters: Int) -> [UInt8] {
        let counts = [0, 0, leaps, UInt32(times), UInt32(types), UInt32(characters)]
        return Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15) + counts.flatMap { bigEndian($0) }
    }

    private func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}

extension Hours {
    /// Hours for tests, in minutes after midnight.
    static func test(_ zone: String, days: [UInt64], _ from: Int, _ to: Int) -> Hours {
        Hours(zone: .literal(zone), days: days, from: from, to: to)
    }
}
