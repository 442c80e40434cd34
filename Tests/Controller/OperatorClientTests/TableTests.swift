import OperatorClient
import Testing

@Suite struct TableTests {
    @Test(arguments: [("abc", 3), ("前台-01", 7), ("é", 1), ("e\u{301}", 1), ("ｗ", 2), ("", 0), ("한글", 4), ("财务😀", 6)])
    func `widths are those of a terminal`(text: String, columns: Int) {
        #expect(DisplayWidth.columns(of: text) == columns)
    }

    @Test func `columns line up under Chinese names`() {
        var table = Table(["NAME", "ID"])
        table.add(["前台", "d-1"])
        table.add(["front", "d-2"])
        #expect(table.lines() == ["NAME   ID", "前台   d-1", "front  d-2"])
    }

    @Test func `a cell can't move the cursor`() {
        var table = Table(["NAME"])
        table.add([Table.Cell("a\u{1B}[2J\nb")])
        #expect(table.lines()[1] == "a\\u{1b}[2J\\u{a}b")
    }

    @Test(
        arguments: [
            (true, [:], true), (false, [:], false), (true, ["NO_COLOR": "1"], false), (true, ["NO_COLOR": ""], true),
            (true, ["TERM": "dumb"], false),
        ] as [(Bool, [String: String], Bool)]
    )
    func `colours need a terminal and no objection`(isTerminal: Bool, environment: [String: String], coloured: Bool) {
        let painted = Palette(isTerminal: isTerminal, environment: environment).paint("x", .bad)
        #expect((painted != "x") == coloured)
    }

    @Test(
        arguments: [
            (["LANG": "zh_CN.UTF-8"], Language.chinese), (["LANG": "en_GB.UTF-8"], .english), ([:], .english),
            (["LANG": "zh_CN.UTF-8", "LC_ALL": "C"], .english), (["LANG": "C", "COUNTERSIGN_LANG": "zh"], .chinese),
            (["LC_ALL": "", "LANG": "zh_TW"], .chinese),
        ] as [([String: String], Language)]
    )
    func `the environment decides the language`(environment: [String: String], language: Language) {
        #expect(Language(environment: environment) == language)
    }
}

@Suite struct ShownBytesTests {
    private let text = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 / 7) }

    /// What is remembered of pieces of the text, and of other bytes at some positions.
    private func shown(_ ranges: [Range<Int>], bending position: Int? = nil) -> ShownBytes {
        var bytes = ShownBytes()
        for range in ranges {
            var piece = Array(text[range])
            if let position, range.contains(position) { piece[position - range.lowerBound] ^= 1 }
            bytes.append(piece[...], at: UInt64(range.lowerBound))
        }
        return bytes
    }

    @Test(arguments: [
        [], [0..<1], [0..<65_536, 65_536..<65_537], [0..<70_000, 150_000..<200_000], [199_999..<200_000],
    ])
    func `what was shown in its place stands in the text`(_ ranges: [Range<Int>]) {
        #expect(shown(ranges).stands(in: text))
    }

    @Test(arguments: [0, 65_535, 65_536, 69_999, 150_000, 199_999])
    func `one other byte anywhere, and it does not stand`(_ position: Int) {
        #expect(!shown([0..<70_000, 150_000..<200_000], bending: position).stands(in: text))
    }

    @Test func `what goes beyond the text or stands elsewhere does not stand`() {
        #expect(!shown([0..<200_000]).stands(in: Array(text.dropLast())))
        var moved = ShownBytes()
        moved.append(text[0..<100], at: 1)
        #expect(!moved.stands(in: text))
        var far = ShownBytes()
        far.append(text[0..<1], at: .max)
        #expect(!far.stands(in: text))
    }
}

@Suite struct OutputLinesTests {
    @Test func `lines carry the device's name and are safe to show`() {
        var lines = OutputLines(prefix: "前台 | ")
        let first = lines.take(Array("one\ntw".utf8), at: 0)
        #expect(first == ["前台 | one"])
        let second = lines.take(Array("o\u{1B}[0m\r\n".utf8), at: 6)
        #expect(second == ["前台 | two\\u{1b}[0m"])
        let rest = lines.end()
        #expect(rest == [])
    }

    @Test func `a stream begun anew shows nothing twice`() {
        var lines = OutputLines(prefix: "")
        _ = lines.take(Array("one\ntwo\n".utf8), at: 0)
        let again = lines.take(Array("one\ntwo\nthree\n".utf8), at: 0)
        #expect(again == ["three"])
        #expect(lines.offset == 14)
    }

    @Test func `what comes after a gap waits for the gap`() {
        var lines = OutputLines(prefix: "")
        let early = lines.take(Array("three\n".utf8), at: 8) + lines.take(Array("two\n".utf8), at: 4)
        #expect(early == [])
        let all = lines.take(Array("one\ntwo\nth".utf8), at: 0)
        #expect(all == ["one", "two", "three"])
        #expect(lines.offset == 14)
    }

    @Test func `a gap that stays is told`() {
        var lines = OutputLines(prefix: "")
        _ = lines.take(Array("x\n".utf8), at: 5)
        let rest = lines.end()
        #expect(rest == ["… (5 B)", "x"])
    }

    @Test func `output without end does not wait for a gap without end`() {
        var lines = OutputLines(prefix: "")
        let line = Array(repeating: UInt8(ascii: "x"), count: 1_023) + [0x0A]
        var shown: [String] = []
        for number in 0..<70 { shown += lines.take(line, at: 10 + UInt64(number * 1_024)) }
        #expect(shown.first == "… (10 B)")
        #expect(shown.count == 71)
    }

    @Test func `json lines leave out the empty ones`() throws {
        var lines = JSONLines()
        let first = try lines.take(Array("{\"a\":1}\n\n{\"b\"".utf8))
        #expect(first == [Array("{\"a\":1}".utf8)])
        let second = try lines.take(Array(":2}\n".utf8))
        #expect(second == [Array("{\"b\":2}".utf8)])
    }
}
