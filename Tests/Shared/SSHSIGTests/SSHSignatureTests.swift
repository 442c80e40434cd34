import Testing

@testable import SSHSIG

@Suite struct SSHSignatureTests {
    private func verify(
        _ text: String,
        message: [UInt8] = Fixture.message,
        namespace: String = Fixture.namespace,
        passkeys: PasskeyOrigins = .noPasskeys
    ) throws(SSHSIGError) -> SignatureFacts {
        try SSHSignature(armored: text).verify(message: message, namespace: namespace, passkeys: passkeys)
    }

    @Test(arguments: [.ed25519, .p256, .p384, .p521, .rsa3072] as [Fixture])
    func `a signature that ssh-keygen made verifies and attests no touch`(_ fixture: Fixture) throws {
        let facts = try verify(fixture.signature)
        #expect(facts.key.line == fixture.line)
        #expect(!facts.userPresent && !facts.userVerified)
        #expect(facts.counter == nil && facts.origin == nil)
    }

    @Test func `a security key attests touch, verification and its counter`() throws {
        let verified = try verify(Fixture.skEd25519.signature)
        #expect(verified.userPresent && verified.userVerified)
        #expect(verified.counter == 41)
        let touched = try verify(Fixture.skECDSA.signature)
        #expect(touched.userPresent && !touched.userVerified)
        #expect(touched.counter == 7)
    }

    @Test func `a security key that nobody touched is refused`() {
        #expect(throws: SSHSIGError(.userAbsent)) { try verify(Fixture.skEd25519Untouched.signature) }
    }

    @Test(arguments: [.ed25519, .p256, .p384, .p521, .rsa3072, .skEd25519, .skECDSA] as [Fixture])
    func `another message and another purpose are refused`(_ fixture: Fixture) {
        #expect(throws: SSHSIGError(.sigInvalid)) {
            try verify(fixture.signature, message: Fixture.message + [0x0a])
        }
        #expect(throws: SSHSIGError(.namespaceMismatch)) {
            try verify(fixture.signature, namespace: "approval@countersign")
        }
        #expect(throws: SSHSIGError(.namespaceMismatch)) { try verify(fixture.signature, namespace: "operation@") }
    }

    @Test func `a signature by a weak key is refused`() {
        #expect(throws: SSHSIGError(.keyWeak)) { try SSHSignature(armored: Fixture.rsa2048.signature) }
    }

    @Test(arguments: [.ed25519, .p256, .rsa3072, .skEd25519, .skECDSA, .passkey] as [Fixture])
    func `every changed or missing byte is refused`(_ fixture: Fixture) throws {
        let blob = try SignatureArmor.decode(Array(fixture.signature.utf8))
        for position in stride(from: 0, to: blob.count, by: 7) {
            var changed = blob
            changed[position] ^= 0x01
            #expect(throws: SSHSIGError.self) {
                try SSHSignature(blob: changed).verify(
                    message: Fixture.message,
                    namespace: Fixture.namespace,
                    webauthnOrigins: [Fixture.origin]
                )
            }
            #expect(throws: SSHSIGError.self) { try SSHSignature(blob: Array(blob[..<position])) }
        }
        #expect(throws: SSHSIGError(.blobTrailing)) { try SSHSignature(blob: blob + [0]) }
    }

    @Test func `reserved bytes, another version and another hash are refused`() throws {
        let key = try SSHPublicKey(line: Fixture.ed25519.line).blob
        func blob(version: UInt32 = 1, namespace: String = "n", reserved: String = "", hash: String = "sha512")
            -> [UInt8]
        {
            var writer = WireWriter()
            writer.raw("SSHSIG".utf8)
            writer.uint32(version)
            writer.string(key)
            writer.string(namespace)
            writer.string(reserved)
            writer.string(hash)
            writer.string("")
            return writer.bytes
        }
        #expect(throws: SSHSIGError(.blobVersion)) { try SSHSignature(blob: blob(version: 0)) }
        #expect(throws: SSHSIGError(.blobVersion)) { try SSHSignature(blob: blob(version: 2)) }
        #expect(throws: SSHSIGError(.namespaceEmpty)) { try SSHSignature(blob: blob(namespace: "")) }
        #expect(throws: SSHSIGError(.reservedNotEmpty)) { try SSHSignature(blob: blob(reserved: "x")) }
        #expect(throws: SSHSIGError(.hashUnsupported)) { try SSHSignature(blob: blob(hash: "sha384")) }
        #expect(throws: SSHSIGError(.hashUnsupported)) { try SSHSignature(blob: blob(hash: "SHA512")) }
        #expect(throws: SSHSIGError(.sigMalformed)) { try SSHSignature(blob: blob()) }
    }

    @Test func `the SHA-1 form of RSA and a form of another key type are refused`() throws {
        let rsa = try SSHPublicKey(line: Fixture.rsa3072.line)
        let touched = try SSHPublicKey(line: Fixture.skECDSA.line)
        for (key, type) in [
            (rsa, "ssh-rsa"), (rsa, "ssh-ed25519"), (touched, "ecdsa-sha2-nistp256"),
            (touched, "webauthn-sk-ssh-ed25519@openssh.com"),
        ] {
            var body = WireWriter()
            body.string(type)
            body.string([UInt8](repeating: 1, count: 384))
            #expect(throws: SSHSIGError(.sigType)) { try SignatureBody(body.bytes, by: key) }
        }
    }

    @Test func `an Ed25519 scalar that is not reduced is refused`() throws {
        let key = try SSHPublicKey(line: Fixture.ed25519.line)
        let order: [UInt8] =
            [
                0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
            ] + [UInt8](repeating: 0, count: 15) + [0x10]
        for scalar in [order, [UInt8](repeating: 0xff, count: 32)] {
            var body = WireWriter()
            body.string("ssh-ed25519")
            body.string([UInt8](repeating: 1, count: 32) + scalar)
            #expect(throws: SSHSIGError(.sigMalformed)) { try SignatureBody(body.bytes, by: key) }
        }
    }
}
