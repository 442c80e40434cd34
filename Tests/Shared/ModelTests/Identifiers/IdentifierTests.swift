import Model
import SSHSIG
import TestSupport
import Testing

@Suite struct IdentifierTests {
    @Test(arguments: ["acme", "ab", "a-1", "_provider", "a" + String(repeating: "b", count: 30)])
    func `a tenant has 2 to 31 characters`(text: String) {
        #expect(TenantID(text)?.text == text)
    }

    @Test(arguments: [
        "", "a", "Acme", "1a", "_other", "a_b", "a.b", "..", "аcme", "a" + String(repeating: "b", count: 31),
    ])
    func `other texts are no tenant`(text: String) {
        #expect(TenantID(text) == nil)
    }

    @Test func `a device id comes from its receipt key alone`() throws {
        let id = TestKey("device").deviceID
        #expect(id.text.utf8.count == DeviceID.length)
        #expect(DeviceID(id.text) == id)
        #expect(TestKey("other").deviceID != id)
        // Made with sha256sum and base32 over the wire blob of this key.
        let key = try SSHPublicKey(
            line: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
        )
        #expect(DeviceID(receiptKey: key).text == "d-sw42ziangiqeobejkdizzrnozz")
    }

    @Test(arguments: [
        "d-2344wl4xcup2o5rcrpquhsy52", "d-2344wl4xcup2o5rcrpquhsy5244", "D-2344wl4xcup2o5rcrpquhsy524",
        "d-1344wl4xcup2o5rcrpquhsy524", "d-2344WL4xcup2o5rcrpquhsy524", "2344wl4xcup2o5rcrpquhsy524", "d-",
        "d-\u{301}2344wl4xcup2o5rcrpquhsy524",
    ])
    func `other texts are no device`(text: String) {
        #expect(DeviceID(text) == nil)
    }

    @Test func `an operation id carries its time and the version`() {
        var random = SeededRandom()
        let id = OperationID.make(atMilliseconds: 0x019A_B4C2_7D1E, random: &random)
        #expect(id.text.utf8.starts(with: "019ab4c2-7d1e-7".utf8))
        #expect(OperationID(id.text) == id)
        let later = OperationID.make(at: .literal("2026-11-24T21:00:00Z"), random: &random)
        let muchLater = OperationID.make(at: .literal("2026-11-24T21:00:01Z"), random: &random)
        #expect(later < muchLater)
    }

    @Test(arguments: [
        "019ab4c2-7d1e-4c3a-9f00-5a1d2b3c4d5e", "019ab4c2-7d1e-7c3a-cf00-5a1d2b3c4d5e",
        "019AB4C2-7d1e-7c3a-9f00-5a1d2b3c4d5e", "019ab4c27d1e7c3a9f005a1d2b3c4d5e",
        "{019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d5e}", "019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d5",
    ])
    func `other texts are no operation`(text: String) {
        #expect(OperationID(text) == nil)
    }

    @Test(arguments: ["Asia/Shanghai", "UTC", "Etc/GMT+8", "America/Port-au-Prince"])
    func `a zone has the form of a path without dots`(text: String) {
        #expect(ZoneName(text)?.text == text)
    }

    @Test(arguments: ["", "/etc/passwd", "../UTC", "Asia/", "Asia//Shanghai", "Asia/../UTC", "1A", "Asia/Shang hai"])
    func `a text that could leave the zone folder is no zone`(text: String) {
        #expect(ZoneName(text) == nil)
    }

    @Test func `a zone is known if its file is one of zones`() throws {
        let folder = try TemporaryFolder()
        try folder.write(Array("TZif2".utf8), to: "Here")
        try folder.write(Array("text".utf8), to: "There")
        let zones = SystemTimeZones(folder: folder.path)
        #expect(zones.contains(.literal("Here")))
        #expect(!zones.contains(.literal("There")))
        #expect(!zones.contains(.literal("Nowhere")))
        #expect(!SystemTimeZones(folder: "/").contains(.literal("tmp")))
    }

    @Test func `a fingerprint is what ssh-keygen prints`() throws {
        let keygen = try SSHKeygen()
        let key = try keygen.makeKey()
        let printed = try withExtendedLifetime(keygen) {
            try ToolRun.run("/usr/bin/ssh-keygen", ["-l", "-f", key.path])
        }
        let fingerprint = KeyFingerprint(of: key.publicKey)
        #expect(String(decoding: printed.output, as: UTF8.self).contains(" \(fingerprint.text) "))
        #expect(KeyFingerprint(fingerprint.text) == fingerprint)
        #expect(KeyFingerprint(fingerprint.text + "=") == nil)
    }

    @Test(arguments: ["https://a.example", "https://a.example:8443"])
    func `an origin is a scheme and a host`(text: String) {
        #expect(HTTPSOrigin(text)?.text == text)
    }

    @Test(arguments: [
        "http://a.example", "https://", "https://a.example/", "https://a:0", "https://\u{301}a", "https://a:123456",
        "https://A",
    ])
    func `other texts are no origin`(text: String) {
        #expect(HTTPSOrigin(text) == nil)
    }
}
