import Foundation
import Testing

@testable import SSHSIG

@Suite struct Ed25519SignerTests {
    private let seed = (1...32).map(UInt8.init)

    @Test func `what it signs verifies for this message and purpose only`() throws {
        let signer = Ed25519Signer()
        let text = signer.sign(Fixture.message, namespace: "receipt@countersign")
        let signature = try SSHSignature(armored: text)
        let facts = try signature.verify(
            message: Fixture.message,
            namespace: "receipt@countersign",
            webauthnOrigins: []
        )
        #expect(facts.key == signer.publicKey)
        #expect(throws: SSHSIGError(.namespaceMismatch)) {
            try signature.verify(message: Fixture.message, namespace: "inventory@countersign", webauthnOrigins: [])
        }
    }

    @Test func `a stored seed makes the same key and the same signature again`() throws {
        let signer = try #require(Ed25519Signer(seed: seed))
        let again = try #require(Ed25519Signer(seed: signer.seed))
        #expect(signer.seed == seed)
        #expect(again.publicKey == signer.publicKey)
        #expect(again.sign([], namespace: "n") == signer.sign([], namespace: "n"))
        #expect(Ed25519Signer(seed: Array(seed.dropLast())) == nil)
    }

    @Test(.enabled(if: SSHKeygen.isPresent, "needs ssh-keygen"), arguments: [0, 1, 64, 5000])
    func `its signature has the bytes that ssh-keygen writes`(_ count: Int) throws {
        let signer = try #require(Ed25519Signer(seed: seed))
        let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let theirs = try SSHKeygen.sign(message, namespace: "receipt@countersign", key: signer)
        #expect(signer.sign(message, namespace: "receipt@countersign") == theirs)
    }
}

/// The real program, where the machine has it.
private enum SSHKeygen {
    static let path = "/usr/bin/ssh-keygen"
    static var isPresent: Bool { FileManager.default.isExecutableFile(atPath: path) }

    static func sign(_ message: [UInt8], namespace: String, key: Ed25519Signer) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sshsig-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let keyFile = folder.appendingPathComponent("key").path
        let contents = Data(privateKeyFile(of: key).utf8)
        let isWritten = FileManager.default.createFile(
            atPath: keyFile,
            contents: contents,
            attributes: [.posixPermissions: 0o600]
        )
        try #require(isWritten)
        let messageFile = folder.appendingPathComponent("message")
        try Data(message).write(to: messageFile)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["-q", "-Y", "sign", "-f", keyFile, "-n", namespace, messageFile.path]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return try String(contentsOf: messageFile.appendingPathExtension("sig"), encoding: .utf8)
    }

    /// An unencrypted key file (OpenSSH PROTOCOL.key).
    private static func privateKeyFile(of key: Ed25519Signer) -> String {
        let point = key.publicKey.ed25519 ?? []
        var secret = WireWriter()
        secret.uint32(7)
        secret.uint32(7)
        secret.string("ssh-ed25519")
        secret.string(point)
        secret.string(key.seed + point)
        secret.string("")
        var padding: UInt8 = 1
        while secret.bytes.count % 8 != 0 {
            secret.byte(padding)
            padding += 1
        }
        var file = WireWriter()
        file.raw("openssh-key-v1\0".utf8)
        file.string("none")
        file.string("none")
        file.string("")
        file.uint32(1)
        file.string(key.publicKey.blob)
        file.string(secret.bytes)
        let label = "OPENSSH PRIVATE KEY"
        return "-----BEGIN \(label)-----\n\(Base64Text.encode(file.bytes))\n-----END \(label)-----\n"
    }
}
