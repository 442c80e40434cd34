package import Model
import TransparencyLog

/// A script to run: its bytes, name and interpreter.
package struct ScriptFile: Sendable {
    package let name: FileName
    package let bytes: [UInt8]
    package let interpreter: Interpreter

    /// Reads a script.
    ///
    /// - Parameter interpreter: as told; else that of the `#!` line if it is one of the four, else `/bin/sh`.
    package init(path: String, interpreter: String?) throws(ClientError) {
        bytes = try PlainFile.read(path, limit: Int(ScriptReference.largestSize))
        guard !bytes.isEmpty else { throw .unreadable(path: path, cause: "it is empty") }
        let last = path.split(separator: "/").last.map(String.init) ?? path
        guard let name = FileName(last) else {
            throw .usage(
                Localized("\"\(last)\" can't be the name of a script in an order", "“\(last)”不能作为脚本名"),
                hint: Localized(
                    "rename it: letters a-z, digits, \".\", \"_\" and \"-\", at most 100",
                    "请改名：字母 a-z、数字、“.”、“_”、“-”，最多 100 个"
                )
            )
        }
        self.name = name
        if let interpreter {
            guard let known = Interpreter(rawValue: interpreter) else {
                let all = Interpreter.allCases.map(\.rawValue).joined(separator: ", ")
                throw .usage(
                    Localized("\"\(interpreter)\" is no interpreter that devices run", "设备不运行解释器“\(interpreter)”"),
                    hint: Localized("they run \(all)", "可用：\(all)")
                )
            }
            self.interpreter = known
        } else {
            self.interpreter = Self.interpreter(of: bytes)
        }
    }

    /// What the first line asks for.
    package static func interpreter(of bytes: [UInt8]) -> Interpreter {
        guard bytes.starts(with: "#!".utf8) else { return .sh }
        let line = String(decoding: bytes.dropFirst(2).prefix(128).prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
        let words = line.split(separator: " ")
        guard let program = words.first else { return .sh }
        if program == "/usr/bin/env", let name = words.dropFirst().first {
            return Interpreter.allCases.first { $0.rawValue.hasSuffix("/\(name)") } ?? .sh
        }
        return Interpreter(rawValue: String(program)) ?? .sh
    }

    package var reference: ScriptReference {
        ScriptReference(name: name, sha256: Digest(sha256Of: bytes), bytes: UInt64(bytes.count))
    }
}
