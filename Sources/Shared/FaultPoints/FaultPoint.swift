internal import Glibc

/// A durable step of a process, at which a test can make it crash or the disk refuse.
///
/// In debug builds a process that is started with `COUNTERSIGN_FAULT=POINT:SIDE[:N]` does one thing when it comes to that
/// point for the N-th time (the first without N):
///
/// | side     | when                                          | what                                            |
/// |----------|-----------------------------------------------|-------------------------------------------------|
/// | `before` | all is prepared, nothing is durable           | ends itself with SIGKILL                        |
/// | `fail`   | the same                                      | the step throws what it throws on a full disk   |
/// | `after`  | the step is durable, nobody was told          | ends itself with SIGKILL                        |
///
/// It can do nothing else, and in release builds nothing of it is left but the points' names.
package protocol FaultPoint: RawRepresentable<String>, CaseIterable, Hashable, Sendable {}

#if DEBUG
extension FaultPoint {
    /// To be asked right before the step is made durable: whether it must fail.
    ///
    /// Does not return where the process is to crash here.
    package func fails() -> Bool {
        switch FaultPlan.current?.side(at: rawValue, of: [.before, .fail]) {
        case .before: FaultPlan.crash()
        case .fail: true
        default: false
        }
    }

    /// To be called right before the step is made durable.
    ///
    /// - Throws: the error if the step must fail.
    package func reach<Failure: Error>(failingWith error: @autoclosure () -> Failure) throws(Failure) {
        if fails() { throw error() }
    }

    /// To be called when the step is durable and nobody was told.
    package func landed() {
        if FaultPlan.current?.side(at: rawValue, of: [.after]) == .after { FaultPlan.crash() }
    }
}
#else
extension FaultPoint {
    /// Never: a release build has no faults but the machine's own.
    @inlinable package func fails() -> Bool { false }

    /// Nothing.
    @inlinable package func reach<Failure: Error>(failingWith error: @autoclosure () -> Failure) throws(Failure) {}

    /// Nothing.
    @inlinable package func landed() {}
}
#endif
