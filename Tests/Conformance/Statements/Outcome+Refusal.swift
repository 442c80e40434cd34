import Model
import TransparencyLog

extension Outcome {
    /// Compares verdict, reason and member: for statements other implementations must answer with the same words.
    init(_ header: CaseHeader, judged refusal: Refusal?) {
        self.init(header, refusal: refusal?.reason.rawValue)
        demand("reason", expected: header.reason ?? "ok", actual: refusal?.reason.rawValue ?? "ok")
        demand("member", expected: header.member ?? "", actual: refusal?.member ?? "")
    }
}

/// A text that a case gives in base64, perhaps to be filled up with spaces.
struct VectorText {
    let bytes: [UInt8]

    /// - Parameter padTo: put spaces after the first byte until there are this many bytes.
    init(base64: String, padTo: Int?) throws {
        guard var bytes = Base64.decode(base64) else { throw VectorError(what: "text is not base64") }
        if let padTo, padTo > bytes.count, !bytes.isEmpty {
            bytes.insert(contentsOf: [UInt8](repeating: 0x20, count: padTo - bytes.count), at: 1)
        }
        self.bytes = bytes
    }
}

/// A vector file that contradicts its own schema.
struct VectorError: Error, CustomStringConvertible {
    let what: String

    var description: String { what }
}
