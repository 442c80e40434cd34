import Foundation

/// One JSON object on one line, members in the order given.
struct JSONLine {
    enum Value {
        case text(String)
        case truth(Bool)
    }

    let text: String

    init(_ members: [(String, Value)]) {
        let parts = members.map { name, value in
            switch value {
            case .text(let text): "\(Self.quote(name)):\(Self.quote(text))"
            case .truth(let truth): "\(Self.quote(name)):\(truth)"
            }
        }
        text = "{" + parts.joined(separator: ",") + "}"
    }

    private static func quote(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                quoted += "\\u" + String(repeating: "0", count: scalar.value < 0x10 ? 3 : 2)
                quoted += String(scalar.value, radix: 16)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

/// The two streams of the process.
enum Standard {
    static func output(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    static func error(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
