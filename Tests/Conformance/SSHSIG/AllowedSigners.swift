import Foundation
import SSHSIG

/// An `allowed_signers` file of ssh-keygen(1), read strictly: one bad line spoils the file.
///
/// The product itself takes its signers from trust roots; only the vectors name them in this form.
struct AllowedSigners {
    private struct Line {
        let principals: String
        let options: AllowedSignerOptions
        let type: String
        let blob: [UInt8]
    }

    private let lines: [Line]

    init?(_ text: String) {
        var lines: [Line] = []
        for row in text.split(separator: "\n") {
            let row = row.drop { $0 == " " || $0 == "\t" }
            guard let first = row.first, first != "#" else { continue }
            guard let line = Self.line(row) else { return nil }
            lines.append(line)
        }
        self.lines = lines
    }

    /// Whether one line has this principal, key, namespace and time at once.
    func allows(_ key: SSHPublicKey, identity: String, namespace: String, at time: Int64) -> Bool {
        lines.contains { line in
            line.blob == key.blob && line.type == key.algorithm.rawValue
                // An authority's own plain signature says nothing.
                && !line.options.isAuthority
                && PatternList(line.principals).matches(identity)
                && (line.options.namespaces.map { PatternList($0).matches(namespace) } ?? true)
                && (line.options.validAfter.map { time >= $0 } ?? true)
                && (line.options.validBefore.map { time <= $0 } ?? true)
        }
    }

    private static func line(_ row: Substring) -> Line? {
        var fields = fields(of: row)[...]
        guard let principals = fields.popFirst(), let next = fields.first else { return nil }
        var options = AllowedSignerOptions()
        if !isKeyType(next) {
            guard let parsed = AllowedSignerOptions(next) else { return nil }
            options = parsed
            fields.removeFirst()
        }
        guard let type = fields.popFirst(), isKeyType(type), let text = fields.popFirst(),
            let blob = Data(base64Encoded: text)
        else { return nil }
        let unquoted = principals.filter { $0 != "\"" }
        return unquoted.isEmpty ? nil : Line(principals: unquoted, options: options, type: type, blob: Array(blob))
    }

    private static func isKeyType(_ field: String) -> Bool {
        ["ssh-", "ecdsa-", "sk-"].contains { field.hasPrefix($0) } && !field.contains("=")
    }

    /// Splits at spaces and tabs outside double quotes.
    private static func fields(of row: Substring) -> [String] {
        var fields: [String] = []
        var field = ""
        var isQuoted = false
        for character in row where character != "\r" {
            if character == "\"" { isQuoted.toggle() }
            if !isQuoted, character == " " || character == "\t" {
                if !field.isEmpty { fields.append(field) }
                field = ""
            } else {
                field.append(character)
            }
        }
        return field.isEmpty ? fields : fields + [field]
    }
}
