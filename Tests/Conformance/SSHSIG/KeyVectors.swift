import Foundation
import SSHSIG

/// `sshsig/keys.json`: public keys and the fingerprints that `ssh-keygen -l` printed.
enum KeyVectors: VectorFamily {
    private struct Key: Decodable {
        let line: String
        let fingerprint: String
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        for (name, key) in try file.decode([String: Key].self).sorted(by: { $0.key < $1.key }) {
            let (fingerprint, reason) = fingerprint(of: key.line)
            report.add(
                Outcome(case: name, expected: key.fingerprint, actual: fingerprint, reason: reason),
                file: file.name
            )
        }
    }

    /// Also of a key that may not sign: the list holds an RSA key of 1024 bits.
    private static func fingerprint(of line: String) -> (fingerprint: String, reason: String) {
        do throws(SSHSIGError) {
            return (try SSHPublicKey(line: line).fingerprint, "ok")
        } catch {
            guard error.reason == .keyWeak, let text = line.split(separator: " ").last,
                let blob = Data(base64Encoded: String(text))
            else { return ("", error.reason.rawValue) }
            return (SSHPublicKey.fingerprint(ofBlob: Array(blob)), error.reason.rawValue)
        }
    }
}
