/// The verdict of this implementation beside the one that the vector file expects.
struct Outcome {
    /// How much a difference weighs.
    enum Level: String, Decodable {
        case required
        case strict
        case optional
    }

    let `case`: String
    let expected: String
    let actual: String
    /// This implementation's word, and the expected one where the two must agree and don't.
    var reason: String
    var level: Level
    var pass: Bool

    /// Compares two values; equal passes.
    init(case id: String, expected: String, actual: String, reason: String = "", level: Level? = nil) {
        `case` = id
        self.expected = expected
        self.actual = actual
        self.reason = reason
        self.level = level ?? .required
        pass = expected == actual
    }

    /// Compares verdicts: `refusal` is this implementation's word, nil if it accepts.
    init(_ header: CaseHeader, refusal: String?) {
        self.init(
            case: header.id,
            expected: header.expect,
            actual: refusal == nil ? "valid" : "invalid",
            reason: refusal ?? "ok",
            level: header.level
        )
    }

    /// Demands that something besides the verdict is equal too.
    mutating func demand(_ what: String, expected: String?, actual: String?) {
        guard expected != actual else { return }
        pass = false
        reason += " (\(what): expected \(expected ?? "none"), is \(actual ?? "none"))"
    }
}
