import InventoryReport
import Testing

@Suite struct CanonicalJSONTests {
    /// Wraps a value into a report's metrics, the place where any facts may stand without a hash.
    private func accepts(_ facts: String) -> Bool {
        let empty = Report(bootID: nil, sections: [:], metrics: nil)
        let text = String(decoding: ReportDelta.make(from: nil, to: empty, sequence: 1).rendered(), as: UTF8.self)
        let metrics = #""metrics":{"collected_at":1,"errors":[],"facts":\#(facts),"privilege":"user","source":"s"}"#
        let blob = Array(text.replacing(#""metrics":null"#, with: metrics).utf8)
        guard let delta = try? ReportDelta.parse(blob) else { return false }
        return delta.rendered() == blob
    }

    @Test func `keys are sorted and nothing is spaced`() {
        let value = FactValue.object([
            "b": .array([.null, .bool(true), .integer(-5)]), "a_1": .string("é\"\\\n\u{1}/"),
        ])
        #expect(
            String(decoding: CanonicalJSON.bytes(of: value), as: UTF8.self)
                == #"{"a_1":"é\"\\\n\u0001/","b":[null,true,-5]}"#
        )
    }

    @Test(arguments: [
        "null", "true", "[]", "{}", "0", "-1", "9223372036854775807", "-9223372036854775808", #""\u001f\b\f\t\r""#,
        #"{"a":1,"a/0":2,"a_":3}"#, #""中文""#, "[[[[[[[[]]]]]]]]",
    ])
    func `canonical text is accepted and written alike`(text: String) {
        #expect(accepts(text))
    }

    @Test(arguments: [
        " 1", "01", "-0", "1.0", "1e3", "9223372036854775808", "-9223372036854775809", "+1", "nul", "[1,]", "[1 ,2]",
        #"{"b":1,"a":2}"#, #"{"a":1,"a":2}"#, #"{"A":1}"#, #"{"":1}"#, #"{"a":1,}"#, #""\/""#, #""\u0041""#,
        #""\u000A""#,
        #""\u000a""#, #""\u001F""#, "\"\u{1}\"", "\"open", "'x'", "[[[[[[[[[[[[[[]]]]]]]]]]]]]]",
    ])
    func `any other spelling is refused`(text: String) {
        #expect(!accepts(text))
    }

    @Test func `strings over the limit and invalid bytes are refused`() {
        #expect(accepts("\"\(String(repeating: "x", count: ReportLimits.stringBytes))\""))
        #expect(!accepts("\"\(String(repeating: "x", count: ReportLimits.stringBytes + 1))\""))
        #expect(throws: ReportError.notCanonical(offset: 1)) { try ReportDelta.parse([0x22, 0xC3, 0x28, 0x22]) }
    }

    @Test func `too many bytes and too many values are refused`() {
        let bytes = [UInt8](repeating: UInt8(ascii: "["), count: ReportLimits.reportBytes + 1)
        #expect(throws: ReportError.tooLarge(bytes: bytes.count)) { try ReportDelta.parse(bytes) }
        #expect(throws: ReportError.limit(offset: ReportLimits.depth + 1)) {
            try ReportDelta.parse(Array(bytes.prefix(99)))
        }
        let many = "[" + String(repeating: "0,", count: ReportLimits.values) + "0]"
        #expect(!accepts(many))
    }
}
