import Testing
import TransparencyLog

@Suite struct EncodingTests {
    @Test(arguments: ["", "00", "0123456789abcdef", "ff"])
    func `hexadecimal text survives a round trip`(text: String) throws {
        #expect(Hex.encode(try #require(Hex.decode(text))) == text)
    }

    @Test(arguments: ["0", "0G", "AB", " 00", "0x00", "00\n", "٠٠"])
    func `hexadecimal text with other characters is refused`(text: String) {
        #expect(Hex.decode(text) == nil)
    }

    // RFC 4648 §10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `base64 agrees with the examples of the standard`(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(text) == Array(plain.utf8))
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9=", "Zm-_", "Zm9v\n", " Zm9v", "Zg==Zg==", "Z=g=", "Zm9vé",
    ])
    func `base64 that is not canonical is refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func `base64 survives a round trip for random bytes`() {
        var random = SeededGenerator(seed: 1)
        for count in 0..<100 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
    }
}
