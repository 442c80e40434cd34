#if DEBUG
internal import Glibc
internal import Synchronization

/// What this process was told to do, and where; read once.
final class FaultPlan: Sendable {
    enum Side: String {
        case before
        case fail
        case after
    }

    static let variable = "COUNTERSIGN_FAULT"

    static let current: FaultPlan? = getenv(variable).flatMap { FaultPlan(String(cString: $0)) }

    private let point: String
    private let side: Side
    /// Hits that are still let pass.
    private let waiting: Mutex<Int>

    /// `POINT:SIDE` or `POINT:SIDE:N`; nil for anything else.
    init?(_ text: String) {
        let words = text.split(separator: ":", omittingEmptySubsequences: false)
        guard words.count == 2 || words.count == 3, let side = Side(rawValue: String(words[1])) else { return nil }
        guard let hit = words.count == 3 ? Int(words[2]) : 1, hit > 0 else { return nil }
        point = String(words[0])
        self.side = side
        waiting = Mutex(hit - 1)
    }

    /// What to do now; nil for nothing.
    ///
    /// It is said on standard error, so that a test knows that the point was reached.
    func side(at point: String, of sides: [Side]) -> Side? {
        guard point == self.point, sides.contains(side) else { return nil }
        let isNow = waiting.withLock { waiting in
            defer { waiting -= 1 }
            return waiting == 0
        }
        guard isNow else { return nil }
        let line = Array("fault: \(point):\(side.rawValue)\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
        return side
    }

    /// What `kill -9` does at this instant.
    static func crash() -> Never {
        kill(getpid(), SIGKILL)
        while true { pause() }
    }
}
#endif
