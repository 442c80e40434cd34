import Model
import Testing

@Suite struct StrictJSONTests {
    private func refused(_ text: String, limit: Int = StrictJSON.rootLimit) -> Refusal? {
        refused(Array(text.utf8), limit: limit)
    }

    private func refused(_ bytes: [UInt8], limit: Int = StrictJSON.rootLimit) -> Refusal? {
        refusal { () throws(Refusal) in _ = try StrictJSON.parse(bytes, limit: limit) }
    }

    @Test func `members keep their order and values`() throws {
        let value = try StrictJSON.parse(Array(#"{ "b":[1,true,"x"],"a":{"c":false} }"#.utf8))
        let expected = JSONValue.object([
            JSONMember(name: "b", value: .array([.integer(1), .bool(true), .string("x")])),
            JSONMember(name: "a", value: .object([JSONMember(name: "c", value: .bool(false))])),
        ])
        #expect(value == expected)
    }

    @Test func `escapes are undone`() throws {
        let value = try StrictJSON.parse(Array(#"{"a":"\u0041\/\"\\\ud83d\udda8"}"#.utf8))
        #expect(value["a"] == .string("A/\"\\🖨"))
    }

    @Test(arguments: [
        (#"[1]"#, Reason.firstByte, ""), (#" {}"#, .firstByte, ""), ("", .firstByte, ""), ("{}\n", .lastByte, ""),
        ("{}{}", .syntax, ""), (#"{"a":1,}"#, .syntax, ""), (#"{'a':1}"#, .syntax, ""), (#"{"a":NaN}"#, .syntax, "a"),
        (#"{"a":"x}"#, .syntax, "a"), ("{\t\"a\":1}", .whitespace, ""), ("{\"a\":1\r\n}", .whitespace, ""),
        ("{\u{A0}\"a\":1}", .whitespace, ""), ("{\u{FEFF}\"a\":1}", .whitespace, ""), (#"{"a":null}"#, .null, "a"),
        (#"{"a":{"b":1,"\u0062":2}}"#, .duplicateMember, "a.b"), (#"{"a":[0,"\x41"]}"#, .escape, "a[1]"),
        (#"{"a":"\u00e"}"#, .escape, "a"), (#"{"a":"\ud800"}"#, .surrogate, "a"),
        (#"{"a":"\udc00\ud800"}"#, .surrogate, "a"), (#"{"a":"\ud800\u0041"}"#, .surrogate, "a"),
    ])
    func `a text outside the subset is refused`(text: String, reason: Reason, member: String) {
        #expect(refused(text) == Refusal(reason, member))
    }

    @Test(arguments: ["1.0", "1e3", "-1", "-0", "+1", "01", "00", "12345678901234567", "0x1", ".5", "1_000", "-"])
    func `a number that is no plain integer is refused`(number: String) {
        #expect(refused("{\"a\":\(number)}") == Refusal(.number, "a"))
    }

    @Test func `sixteen digits keep their last one`() throws {
        #expect(try StrictJSON.parse(Array(#"{"a":9999999999999999}"#.utf8))["a"] == .integer(Field.largestInteger))
    }

    @Test(
        arguments: [
            0x00, 0x09, 0x0A, 0x1F, 0x7F, 0x80, 0x9F, 0x061C, 0x200B, 0x200F, 0x2028, 0x202E, 0x2060, 0x2069, 0xFEFF,
            0xE0000, 0xE007F,
        ] as [UInt32]
    )
    func `a character that hides or reorders is refused`(code: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(code))
        #expect(refused("{\"a\":\"x\(scalar)\"}") == Refusal(.character, "a"))
        if code < 0x1_0000 {
            let hex = String(code, radix: 16)
            let padded = String(repeating: "0", count: 4 - hex.count) + hex
            #expect(refused("{\"a\":\"x\\u\(padded)\"}") == Refusal(.character, "a"))
        }
    }

    @Test(
        arguments: [0x20, 0x7E, 0xA0, 0x061B, 0x061D, 0x200A, 0x2010, 0x2027, 0x202F, 0x206A, 0xFEFE, 0xE0080]
            as [UInt32]
    )
    func `the neighbours of refused characters stand`(code: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(code))
        #expect(refused("{\"a\":\"\(scalar)\"}") == nil)
    }

    @Test(
        arguments: [
            [0xC0, 0x80], [0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE9], [0xFF],
        ] as [[UInt8]]
    )
    func `bytes that are no UTF-8 are refused`(bytes: [UInt8]) {
        #expect(refused(Array("{\"a\":\"".utf8) + bytes + Array("\"}".utf8)) == Refusal(.utf8))
    }

    @Test func `eight levels stand and the ninth is refused where it opens`() {
        let eight = String(repeating: "{\"a\":", count: 7) + "{}" + String(repeating: "}", count: 7)
        #expect(refused(eight) == nil)
        #expect(refused("{\"a\":\(eight)}") == Refusal(.depth, "a.a.a.a.a.a.a.a"))
    }

    @Test func `a tower of brackets is refused without climbing it`() {
        let text = "{\"a\":" + String(repeating: "[", count: 40_000) + "}"
        #expect(refused(text) == Refusal(.depth, "a[0][0][0][0][0][0][0]"))
    }

    @Test func `one byte over the limit is too large`() {
        #expect(refused("{\"a\":1}", limit: 7) == nil)
        #expect(refused("{\"a\":1}", limit: 6) == Refusal(.tooLarge))
    }

    @Test func `line feeds are noted with their paths`() throws {
        let text = try StrictJSON(Array(#"{"a":"x\ny","b":["p","\u000a"]}"#.utf8))
        #expect(text.lineFeeds.map(\.description) == ["a", "b[1]"])
        let only = refusal { () throws(Refusal) in try text.refuseLineFeeds { $0.description == "a" } }
        #expect(only == Refusal(.character, "b[1]"))
    }

    @Test func `a name never holds a line feed`() {
        let found = refusal { () throws(Refusal) in _ = try StrictJSON(Array(#"{"a":{"x\ny":1}}"#.utf8)) }
        #expect(found == Refusal(.character, "a"))
    }

    @Test func `names that only look alike are two names`() {
        #expect(refused("{\"é\":1,\"e\u{301}\":2}") == nil)
    }

    @Test func `any prefix and any changed byte is read or refused`() {
        let whole = Array(#"{"a":[1,{"b":"\ud83d\udda8 é"},true],"c":"x\ny","d":{}}"#.utf8)
        var read = 0
        for position in whole.indices {
            if refused(Array(whole[..<position]) + [UInt8(ascii: "}")]) == nil { read += 1 }
            for byte in UInt8.min...UInt8.max {
                var changed = whole
                changed[position] = byte
                if refused(changed) == nil { read += 1 }
            }
        }
        #expect(read > 0)
    }
}
