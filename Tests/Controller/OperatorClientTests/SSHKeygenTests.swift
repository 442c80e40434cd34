import Model
import OperatorClient
import TestSupport
import Testing

@Suite struct SigningTests {
    private let text = StatementText("{\"type\":\"test\"}")
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Makes a key, with a passphrase or none.
    private func key(_ name: String, passphrase: String = "") throws -> String {
        let path = folder.file(name)
        let run = try ToolRun.run(
            "/usr/bin/ssh-keygen",
            ["-q", "-t", "ed25519", "-N", passphrase, "-C", "", "-f", path]
        )
        try #require(run.status == 0)
        return path
    }

    /// What ssh-keygen asks for a passphrase where there is no terminal.
    private func askpass(_ answer: String) throws -> [String: String] {
        let path = try folder.write(Array("#!/bin/sh\necho '\(answer)'\n".utf8), to: "askpass")
        _ = try ToolRun.run("/usr/bin/chmod", ["700", path])
        return ["SSH_ASKPASS": path, "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": ":0", "PATH": "/usr/bin:/bin"]
    }

    @Test func `a statement is signed by the real ssh-keygen`() throws {
        let signer = OperatorClient.SSHKeygen(key: try key("plain"), environment: ["PATH": "/usr/bin:/bin"])
        let signature = try signer.sign(text, namespace: "operation@countersign")
        #expect(signature.hasPrefix("-----BEGIN SSH SIGNATURE-----\n"))
    }

    @Test func `a key with a passphrase signs when the passphrase is right`() throws {
        let path = try key("locked", passphrase: "correct horse")
        let signer = OperatorClient.SSHKeygen(key: path, environment: try askpass("correct horse"))
        #expect(try signer.sign(text, namespace: "operation@countersign").contains("SSH SIGNATURE"))
    }

    @Test func `a wrong passphrase is called that and names the file`() throws {
        let path = try key("locked", passphrase: "correct horse")
        let signer = OperatorClient.SSHKeygen(key: path, environment: try askpass("wrong"))
        let error = #expect(throws: ClientError.passphrase(path: path)) {
            try signer.sign(text, namespace: "operation@countersign")
        }
        #expect(error?.status == .signing)
        #expect(error?.message.english == "wrong passphrase for the key \(path)")
        #expect(error?.hint?.english.contains("ssh-add \(path)") == true)
    }

    @Test func `a missing key file is named with the next step`() {
        let path = folder.file("nowhere")
        let error = #expect(throws: ClientError.keyMissing(path: path)) {
            try OperatorClient.SSHKeygen(key: path, environment: [:]).sign(text, namespace: "operation@countersign")
        }
        #expect(error?.description == "there is no key file \(path)")
        #expect(error?.hint?.english.contains("ssh-keygen -t ed25519 -f \(path)") == true)
        #expect(error?.hint?.chinese.contains("私钥") == true)
    }

    @Test func `a public key without an agent is refused as the agent's`() throws {
        let path = try key("plain")
        _ = try ToolRun.run("/usr/bin/rm", [path])
        let signer = OperatorClient.SSHKeygen(key: "\(path).pub", environment: ["PATH": "/usr/bin:/bin"])
        let error = #expect(throws: ClientError.self) { try signer.sign(text, namespace: "operation@countersign") }
        guard case .agentRefused(let named, _) = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(named == "\(path).pub")
    }

    @Test func `a file that is no key is called unreadable`() throws {
        let path = try folder.write(Array("not a key\n".utf8), to: "text")
        _ = try ToolRun.run("/usr/bin/chmod", ["600", path])
        let error = #expect(throws: ClientError.self) {
            try OperatorClient.SSHKeygen(key: path, environment: try askpass("x")).sign(
                text,
                namespace: "a@countersign"
            )
        }
        #expect(error?.status == .signing)
        #expect(error?.message.english.contains(path) == true)
    }

    @Test func `without ssh-keygen the package to install is named`() throws {
        let signer = OperatorClient.SSHKeygen(key: try key("plain"), program: "/nowhere/ssh-keygen", environment: [:])
        let error = #expect(throws: ClientError.keygenMissing(path: "/nowhere/ssh-keygen")) {
            try signer.sign(text, namespace: "operation@countersign")
        }
        #expect(error?.hint?.english == "install openssh-client")
    }
}

@Suite struct ExitStatusTests {
    @Test(
        arguments: [
            (ClientError.findings(1), 1), (.usage("x", hint: ""), 2), (.notSignedIn, 2), (.declined, 2),
            (.answer(status: 500, path: "/x"), 4), (.unreachable(url: "https://x", cause: "y"), 4),
            (.keygen(path: "k", cause: "c"), 5), (.checkpointOlder(held: 9, presented: 8), 6),
            (.leafUnproven(index: 4), 6), (.inconsistent(from: 1, to: 2), 6),
        ] as [(ClientError, Int32)]
    )
    func `each kind of failure has its exit code`(error: ClientError, code: Int32) {
        #expect(error.status.rawValue == code)
        #expect(!error.message.english.isEmpty)
        #expect(!error.message.chinese.isEmpty)
    }

    @Test func `codes are those of the manual`() {
        #expect(ExitStatus.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 6])
    }
}
