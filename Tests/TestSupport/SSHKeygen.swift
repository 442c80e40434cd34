package import SSHSIG

/// The real `ssh-keygen`: the other side of every signature that people make.
///
/// The files of its keys go with this value.
package struct SSHKeygen: Sendable {
    /// A key pair in files.
    package struct Key: Sendable {
        /// The private half; the public one has `.pub` after it.
        package let path: String
        package let publicKey: SSHPublicKey
    }

    private static let program = "/usr/bin/ssh-keygen"

    private let folder: TemporaryFolder

    package init() throws {
        folder = try TemporaryFolder()
    }

    /// Makes a key without passphrase, of a type as `-t` takes it.
    package func makeKey(_ name: String = "key", type: String = "ed25519", bits: Int? = nil) throws -> Key {
        let path = folder.file(name)
        let size = bits.map { ["-b", String($0)] } ?? []
        try check(ToolRun.run(Self.program, ["-q", "-t", type, "-N", "", "-C", "", "-f", path] + size))
        let line = String(decoding: try folder.read("\(name).pub"), as: UTF8.self)
        let parts = line.split { $0 == " " || $0 == "\n" }.prefix(2)
        return Key(path: path, publicKey: try SSHPublicKey(line: parts.joined(separator: " ")))
    }

    /// Signs bytes for one purpose and gives the armored signature.
    package func sign(_ message: [UInt8], with key: Key, namespace: String) throws -> String {
        let path = try folder.write(message, to: "message")
        let run = try ToolRun.run(
            Self.program,
            ["-q", "-Y", "sign", "-f", key.path, "-n", namespace],
            input: path
        )
        try check(run)
        return String(decoding: run.output, as: UTF8.self)
    }

    /// Whether `ssh-keygen` takes a signature over these bytes as the key's, for this purpose.
    package func accepts(
        _ signature: String,
        over message: [UInt8],
        by key: SSHPublicKey,
        namespace: String
    ) throws -> Bool {
        let allowed = try folder.write(Array("someone \(key.line)\n".utf8), to: "allowed")
        let file = try folder.write(Array(signature.utf8), to: "signature")
        let run = try ToolRun.run(
            Self.program,
            ["-Y", "verify", "-f", allowed, "-I", "someone", "-n", namespace, "-s", file],
            input: folder.write(message, to: "message")
        )
        return run.status == 0
    }

    private func check(_ run: ToolRun) throws {
        guard run.status == 0 else {
            throw ToolFailure(description: "ssh-keygen ended with \(run.status): \(run.errors)")
        }
    }
}
