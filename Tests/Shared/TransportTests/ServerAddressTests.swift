import Testing

@testable import Transport

@Suite struct ServerAddressTests {
    @Test(arguments: [
        "controller.example:7443", "192.0.2.1:1", "[2001:db8::1]:65535", "localhost:7443",
    ]) func `an address is read and printed alike`(text: String) throws {
        #expect(try #require(ServerAddress(text)).description == text)
    }

    @Test(arguments: [
        "", "host", ":7443", "host:", "host:0", "host:65536", "host:+1", "host:7443 ", "2001:db8::1:7443", "[::1]7443",
        "-host:1", "a..b:1", "ho st:1", "[host:1", "[]:1", "hôst:1", "host:٣",
    ]) func `anything else is no address`(text: String) {
        #expect(ServerAddress(text) == nil)
    }
}
