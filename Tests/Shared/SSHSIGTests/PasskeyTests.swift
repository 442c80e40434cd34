import Testing

@testable import SSHSIG

@Suite struct PasskeyTests {
    private func verify(_ fixture: Fixture, _ passkeys: PasskeyOrigins) throws(SSHSIGError) -> SignatureFacts {
        try SSHSignature(armored: fixture.signature)
            .verify(message: Fixture.message, namespace: Fixture.namespace, passkeys: passkeys)
    }

    @Test func `a passkey used on a listed page verifies and names the page`() throws {
        let facts = try verify(.passkey, .listed(["https://other.example", Fixture.origin]))
        #expect(facts.origin == Fixture.origin)
        #expect(facts.userPresent && facts.userVerified)
        #expect(facts.counter == 0)
        #expect(try verify(.passkey, .anySecure) == facts)
    }

    @Test func `a page that is not listed exactly is refused`() {
        for origins in [[], [Fixture.origin + "/"], [Fixture.origin + ":443"], ["https://SIGN.acme.example"]] {
            #expect(throws: SSHSIGError(.webauthnOrigin)) { try verify(.passkey, .listed(origins)) }
        }
    }

    @Test func `a page without TLS is refused even if it is listed`() {
        #expect(throws: SSHSIGError(.webauthnOrigin)) {
            try verify(.passkeyOverHTTP, .listed(["http://sign.acme.example"]))
        }
        #expect(throws: SSHSIGError(.webauthnOrigin)) { try verify(.passkeyOverHTTP, .anySecure) }
    }

    @Test func `where passkeys are no form of signature the type is refused`() {
        #expect(throws: SSHSIGError(.sigType)) { try verify(.passkey, .noPasskeys) }
    }

    @Test func `a frame of another site and a repeated member are refused`() {
        #expect(throws: SSHSIGError(.webauthnCrossOrigin)) { try verify(.passkeyInFrame, .listed([Fixture.origin])) }
        #expect(throws: SSHSIGError(.webauthnClientData)) { try verify(.passkeyRepeating, .listed([Fixture.origin])) }
    }

    @Test(arguments: ["{}", #"{"a":1,"b":[true,false,null,-0.5e+3,"\u00e9\n\ud83d\ude00"],"c":{"a":{}}}"#, "{ }"])
    func `one JSON object is client data`(_ text: String) {
        #expect(ClientData(Array(text.utf8))?.isCrossOrigin == false)
    }

    @Test(arguments: [
        "", "{", "[]", " {}", "{}\n", "{}{}", "{} x", #"{"a":1,}"#, #"{"a" 1}"#, #"{"a":01}"#, #"{"a":+1}"#,
        #"{"a":1.}"#,
        #"{"a":.5}"#,
        #"{"a":"\x"}"#, #"{"a":"\ud83d"}"#, "{\"a\":\"\n\"}", #"{"a":tru}"#, #"{"a":1,"\u0061":2}"#,
        #"{"x":{"a":1,"a":2}}"#, #"{"crossOrigin":"true"}"#, #"{"crossOrigin":null}"#, #"{'a':1}"#, #"{"a":"#,
        #"{"a":[[[[[[[[[]]]]]]]]]}"#,
    ])
    func `anything but one object without repeated members is no client data`(_ text: String) {
        #expect(ClientData(Array(text.utf8)) == nil)
    }

    @Test func `client data that is not UTF-8 is refused`() {
        #expect(ClientData(Array(#"{"a":""#.utf8) + [0xff] + Array(#""}"#.utf8)) == nil)
    }
}
