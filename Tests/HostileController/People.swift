import Foundation
import Model
import SSHSIG

/// The people of the scene, each with a key file.
///
/// A thief of the controller holds none of these keys. They are here because most attacks begin with an order that somebody
/// really signed: the honest part of each scene is made as people make it, with `ssh-keygen`.
struct People: Sendable {
    let folder: String

    struct NotSigned: Error, CustomStringConvertible {
        let person: String
        let cause: String
        var description: String { "\(person) did not sign: \(cause)" }
    }

    func sign(_ text: StatementText, as person: String, _ kind: EntryKind) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/ssh-keygen")
        process.arguments = ["-q", "-Y", "sign", "-f", "\(folder)/\(person)", "-n", kind.namespace ?? ""]
        let (input, output, errors) = (Pipe(), Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(text.bytes))
        try input.fileHandleForWriting.close()
        let signature = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let said = try errors.fileHandleForReading.readToEnd() ?? Data()
            throw NotSigned(person: person, cause: String(decoding: said, as: UTF8.self))
        }
        return String(decoding: signature, as: UTF8.self)
    }
}
