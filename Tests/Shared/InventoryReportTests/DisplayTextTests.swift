import InventoryReport
import Testing

@Suite struct DisplayTextTests {
    @Test(arguments: [
        ("plain text, 中文　文字 é", "plain text, 中文　文字 é"),
        ("a\u{1B}[31mred", "a\\u{1b}[31mred"),
        ("line\nbreak\r\ttab", "line\\u{a}break\\u{d}\\u{9}tab"),
        ("\u{9B}2J\u{7F}", "\\u{9b}2J\\u{7f}"),
        ("user\u{202E}txt.exe", "user\\u{202e}txt.exe"),
        ("\u{2066}\u{200B}\u{FEFF}\u{AD}", "\\u{2066}\\u{200b}\\u{feff}\\u{ad}"),
        ("\u{E0041}\u{E000}\u{3164}\u{A0}", "\\u{e0041}\\u{e000}\\u{3164}\\u{a0}"),
        ("back\\slash", "back\\\\slash"),
        ("\u{2028}", "\\u{2028}"),
        ("\u{301}x", "\\u{301}x"),
    ])
    func `what a terminal could act upon becomes visible`(text: String, shown: String) {
        #expect(Array(DisplayText.escaped(text).utf8) == Array(shown.utf8))
    }

    @Test func `a tower of combining marks is cut down to size`() {
        let shown = DisplayText.escaped("a" + String(repeating: "\u{300}", count: 6))
        #expect(shown.hasSuffix("\\u{300}\\u{300}"))
    }

    @Test func `long text is cut`() {
        #expect(DisplayText.escaped(String(repeating: "x", count: 50), limit: 10) == "xxxxxxxxxx…")
    }

    @Test(arguments: [
        ("plain", "\"plain\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("a,b\nc", "\"a,b\\u{a}c\""),
        ("=1+1", "\"'=1+1\""), ("+x", "\"'+x\""), ("-x", "\"'-x\""), ("@sum", "\"'@sum\""), ("  =x", "\"'  =x\""),
        ("＝cmd", "\"'＝cmd\""), ("", "\"\""),
    ])
    func `cells are quoted and run nothing`(text: String, cell: String) {
        #expect(CSVCell.escaped(text) == cell)
    }

    @Test func `a line ends as the format demands`() {
        #expect(CSVCell.line([CSVCell.number(-5), CSVCell.escaped("x")]) == "-5,\"x\"\r\n")
    }
}
