import Testing

@testable import SSHSIG

@Suite struct SSHPublicKeyTests {
    static let accepted: [Fixture] = [.ed25519, .p256, .p384, .p521, .rsa3072, .skEd25519, .skECDSA, .passkey]

    @Test(arguments: accepted)
    func `a key of each accepted type keeps its line and has the fingerprint that ssh-keygen prints`(
        _ fixture: Fixture
    ) throws {
        let key = try SSHPublicKey(line: fixture.line)
        #expect(key.line == fixture.line)
        #expect(key.fingerprint == fixture.fingerprint)
        #expect(try SSHPublicKey(blob: key.blob) == key)
    }

    @Test func `the application is part of a security key's identity`() throws {
        let touched = try SSHPublicKey(line: Fixture.skECDSA.line)
        let passkey = try SSHPublicKey(line: Fixture.passkey.line)
        #expect(touched.application == Array("ssh:".utf8))
        #expect(touched != passkey)
    }

    @Test(arguments: [
        Fixture.ed25519.line + " someone@host", " " + Fixture.ed25519.line, Fixture.ed25519.line + "\n",
        Fixture.ed25519.line.replacing("ssh-ed25519 ", with: "ssh-ed25519  "),
        Fixture.ed25519.line.replacing("ssh-ed25519 ", with: "ssh-rsa "),
        "no-pty " + Fixture.ed25519.line, "ssh-ed25519 !!!!", "ssh-ed25519", "",
    ])
    func `a line with anything but type and base64 is refused`(_ line: String) {
        #expect(throws: SSHSIGError(.keyMalformed)) { try SSHPublicKey(line: line) }
    }

    @Test func `RSA below 3072 bits is refused`() {
        #expect(throws: SSHSIGError(.keyWeak)) { try SSHPublicKey(line: Fixture.rsa2048.line) }
    }

    @Test(arguments: [[1], [2], [1, 0, 0]] as [[UInt8]])
    func `an RSA exponent that is 1 or even is refused`(_ exponent: [UInt8]) {
        var blob = WireWriter()
        blob.string("ssh-rsa")
        blob.string(exponent)
        blob.string([0x00] + [UInt8](repeating: 0xff, count: 384))
        #expect(throws: SSHSIGError(.keyWeak)) { try SSHPublicKey(blob: blob.bytes) }
    }

    @Test(arguments: [[], [0x00], [0x00, 0x03], [0x83]] as [[UInt8]])
    func `an integer that is zero, negative or padded is refused`(_ exponent: [UInt8]) {
        var blob = WireWriter()
        blob.string("ssh-rsa")
        blob.string(exponent)
        blob.string([0x00] + [UInt8](repeating: 0xff, count: 384))
        #expect(throws: SSHSIGError(.keyMalformed)) { try SSHPublicKey(blob: blob.bytes) }
    }

    @Test(arguments: ["ssh-dss", "ssh-ed25519-cert-v01@openssh.com", "", "SSH-ED25519"])
    func `another key type is refused`(_ type: String) {
        var blob = WireWriter()
        blob.string(type)
        blob.string([UInt8](repeating: 7, count: 32))
        #expect(throws: SSHSIGError(.keyType)) { try SSHPublicKey(blob: blob.bytes) }
    }

    @Test(arguments: [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ])
    func `an Ed25519 point of small order or not in canonical form is refused`(_ hex: String) {
        let point = stride(from: 0, to: 64, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
        #expect(throws: SSHSIGError(.keyWeak)) { try SSHPublicKey(ed25519: point) }
    }

    @Test func `bytes after the key and a key that ends early are refused`() throws {
        for fixture in Self.accepted {
            let blob = try SSHPublicKey(line: fixture.line).blob
            #expect(throws: SSHSIGError(.keyMalformed)) { try SSHPublicKey(blob: blob + [0]) }
            #expect(throws: SSHSIGError(.keyMalformed)) { try SSHPublicKey(blob: blob.dropLast()) }
        }
    }

    @Test func `a point off its curve, compressed or of another curve is refused`() throws {
        let blob = try SSHPublicKey(line: Fixture.p256.line).blob
        var reader = WireReader(blob, truncated: .keyMalformed)
        _ = try reader.string()
        _ = try reader.string()
        let point = try reader.string()
        var shifted = point
        shifted[64] ^= 1
        let compressed = [2 + (point[64] & 1)] + point[1...32]
        for (curve, point) in [("nistp256", shifted), ("nistp256", compressed), ("nistp384", point)] {
            var blob = WireWriter()
            blob.string("ecdsa-sha2-nistp256")
            blob.string(curve)
            blob.string(point)
            #expect(throws: SSHSIGError(.keyMalformed)) { try SSHPublicKey(blob: blob.bytes) }
        }
    }

    @Test func `a length that no blob can have is refused without allocating`() {
        let blob: [UInt8] = [0xff, 0xff, 0xff, 0xff] + Array("ssh-ed25519".utf8)
        #expect(throws: SSHSIGError(.keyMalformed)) { try SSHPublicKey(blob: blob) }
    }
}
