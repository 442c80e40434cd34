import Foundation
package import Model
import SSHSIG

/// Signs through `ssh-keygen -Y sign`: the private key stays with OpenSSH, its agent or the security key.
package struct SSHKeygen: Sendable {
    package static let program = "/usr/bin/ssh-keygen"

    /// Private key, or the public half of a key that an agent holds.
    package let key: String
    private let program: String
    private let environment: [String: String]
    private let passOn: @Sendable (String) -> Void

    /// A signer with one key.
    ///
    /// - Parameters:
    ///   - environment: carries `SSH_AUTH_SOCK`, `SSH_ASKPASS` and the like.
    ///   - passOn: gets what ssh-keygen tells the person (touch the key, enter the PIN).
    package init(
        key: String,
        program: String = SSHKeygen.program,
        environment: [String: String],
        passOn: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.key = key
        self.program = program
        // Its messages are matched below: no translations.
        self.environment = environment.merging(["LC_ALL": "C"]) { _, fixed in fixed }
        self.passOn = passOn
    }

    /// Signs a statement's exact bytes and gives the armored signature, verified.
    package func sign(_ text: StatementText, namespace: String) throws(ClientError) -> String {
        guard PlainFile.exists(key) else { throw .keyMissing(path: key) }
        guard PlainFile.exists(program) else { throw .keygenMissing(path: program) }
        let child = ChildProgram(
            path: program,
            arguments: ["-Y", "sign", "-f", key, "-n", namespace],
            environment: environment
        )
        let result = child.run(input: text.bytes) { bytes in
            let words = String(decoding: bytes, as: UTF8.self)
            if words.contains("Confirm user presence") || words.contains("PIN") { passOn(words) }
        }
        guard let result else { throw .keygenMissing(path: program) }
        let signature = String(decoding: result.output, as: UTF8.self)
        guard result.status == 0, !signature.isEmpty else {
            throw failure(String(decoding: result.errors, as: UTF8.self))
        }
        do throws(SSHSIGError) {
            let parsed = try SSHSignature(armored: signature)
            _ = try parsed.verify(message: text.bytes, namespace: namespace, passkeys: .noPasskeys)
        } catch {
            throw .keygen(path: key, cause: error.description)
        }
        return signature
    }

    /// What ssh-keygen complained of, as one of our own errors.
    private func failure(_ errors: String) -> ClientError {
        // Its lines end in CR LF where it speaks loudly, framed by @.
        let lines = errors.split(whereSeparator: \.isNewline).map(String.init)
            .filter { !$0.hasPrefix("Signing data on") && !$0.hasPrefix("@") }
        let cause = lines.joined(separator: "; ")
        if cause.contains("incorrect passphrase") { return .passphrase(path: key) }
        if cause.contains("invalid format") || cause.contains("Permissions") || cause.contains("UNPROTECTED")
            || cause.contains("error in libcrypto") || cause.contains("Permission denied")
        {
            return .keyUnreadable(path: key, cause: cause)
        }
        if cause.contains("agent") || cause.contains("No private key found") {
            return .agentRefused(path: key, cause: cause)
        }
        return .keygen(path: key, cause: cause.isEmpty ? "it gave no reason" : cause)
    }
}
