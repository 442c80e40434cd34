/// Reads the parts of a TZif file in order; every length is checked before it is used.
struct TimeZoneFileReader {
    /// The six counts of a header, each checked against the size of the largest file.
    struct Counts {
        let utFlags: Int
        let standardFlags: Int
        let leaps: Int
        let times: Int
        let types: Int
        let characters: Int

        /// The length of the data that follow the header.
        func dataBytes(timeSize: Int) -> Int {
            times * timeSize + times + types * 6 + characters + leaps * (timeSize + 4) + standardFlags + utFlags
        }
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    mutating func header() throws(TimeZoneError) -> Counts {
        let head = try bytes(20)
        guard head.starts(with: "TZif".utf8), let version = head.dropFirst(4).first else { throw .malformed("magic") }
        guard version >= UInt8(ascii: "2") else { throw .malformed("version") }
        return Counts(
            utFlags: try count(),
            standardFlags: try count(),
            leaps: try count(),
            times: try count(),
            types: try count(),
            characters: try count()
        )
    }

    mutating func transitionTimes(_ count: Int) throws(TimeZoneError) -> [Int64] {
        var times: [Int64] = []
        for _ in 0..<count {
            let time = Int64(bitPattern: try bytes(8).reduce(0) { $0 << 8 | UInt64($1) })
            if let last = times.last, time <= last { throw .malformed("transition order") }
            times.append(time)
        }
        return times
    }

    mutating func offsets(_ count: Int) throws(TimeZoneError) -> [Int64] {
        var offsets: [Int64] = []
        for _ in 0..<count {
            let offset = Int64(Int32(bitPattern: try bytes(4).reduce(0) { $0 << 8 | UInt32($1) }))
            // RFC 9636 §3.2 advises this range, just over a day either way.
            guard (-89_999...93_599).contains(offset) else { throw .malformed("offset") }
            offsets.append(offset)
            try skip(2)
        }
        return offsets
    }

    /// The `TZ` string of the footer, nil where it is empty; nothing may follow.
    mutating func footer() throws(TimeZoneError) -> PosixTimeZone? {
        guard rest.count >= 2, rest.first == 0x0A, rest.last == 0x0A else { throw .malformed("footer") }
        let text = rest.dropFirst().dropLast()
        guard !text.contains(0x0A) else { throw .malformed("footer") }
        return text.isEmpty ? nil : try PosixTimeZone(text)
    }

    mutating func skip(_ count: Int) throws(TimeZoneError) {
        _ = try bytes(count)
    }

    mutating func bytes(_ count: Int) throws(TimeZoneError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= rest.count else { throw .size(rest.endIndex) }
        let taken = rest.prefix(count)
        rest = rest.dropFirst(count)
        return taken
    }

    private mutating func count() throws(TimeZoneError) -> Int {
        let value = try bytes(4).reduce(0) { $0 << 8 | UInt32($1) }
        guard value <= UInt32(TimeZoneFile.maximumBytes) else { throw .malformed("count") }
        return Int(value)
    }
}
