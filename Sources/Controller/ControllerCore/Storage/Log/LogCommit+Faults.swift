import FaultPoints
import Model

extension LogCommit {
    /// What a commit throws on a full disk.
    var full: LogError { .full(path) }

    /// Comes to the fault points of the kinds that the calls hold, before they are committed.
    ///
    /// - Throws: `full` if a test has asked for it.
    func reach(_ calls: [Call]) throws {
        #if DEBUG
        for step in Self.steps(calls) { try step.reach(failingWith: full) }
        #endif
    }

    /// Comes to the same points once the commit is durable.
    func landed(_ calls: [Call]) {
        #if DEBUG
        for step in Self.steps(calls) { step.landed() }
        #endif
    }

    #if DEBUG
    /// Each kind once: a commit is one step, however many entries it holds.
    private static func steps(_ calls: [Call]) -> [ControllerStep] {
        var seen: Set<ControllerStep> = []
        return calls.flatMap(\.drafts).compactMap { ControllerStep(rawValue: "controller.log-\($0.kind.rawValue)") }
            .filter { seen.insert($0).inserted }
    }
    #endif
}

extension LogError {
    static func full(_ path: String) -> LogError { .cannotWrite(path: path, cause: "database or disk is full") }
}
