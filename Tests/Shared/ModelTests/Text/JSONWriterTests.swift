import Model
import Testing

@Suite struct JSONWriterTests {
    @Test func `only quotes, backslashes and line feeds are escaped`() {
        var object = JSONObject()
        object.set("a", "\"\\\n/é")
        object.set("b", nil as UInt64?)
        object.setFlag("c", false)
        object.setFlag("d", true)
        object.set("e", [1, 2] as [UInt64])
        #expect(JSONWriter.text(object.json).string == #"{"a":"\"\\\n/é","d":true,"e":[1,2]}"#)
    }

    @Test func `what is written reads as the same value`() throws {
        let value = JSONValue.object([
            JSONMember(name: "a", value: .array([.integer(0), .string("\"\\"), .bool(false), .object([])]))
        ])
        #expect(try StrictJSON.parse(JSONWriter.bytes(value)) == value)
    }
}
