package import Model

/// How far two clocks may stand apart: for `issued` and for the time floor, nothing else.
package enum ClockTolerance {
    package static let seconds: Int64 = 300
}

/// The system clock must not stand before what signed statements have shown.
package enum ClockFloor {
    /// `clock` where `now` is more than the tolerance before the floor: a clock that is not to be trusted judges nothing.
    package static func refusal(now: Timestamp, floor: Timestamp?) -> RefusalCode? {
        guard let floor, floor.seconds(since: now) > ClockTolerance.seconds else { return nil }
        return .clock
    }
}

/// From when until when a statement may be used.
package enum ValidityPeriod {
    /// `not-yet` or `expired` for an operation; `notBefore` has no tolerance, and `expires` is the first second too late.
    package static func refusal(_ operation: OperationFacts, now: Timestamp) -> RefusalCode? {
        if isFromTheFuture(operation.issued, now: now) { return .notYet }
        if let notBefore = operation.notBefore, now < notBefore { return .notYet }
        return now >= operation.expires ? .expired : nil
    }

    /// Whether an approval may count now.
    package static func covers(_ approval: ApprovalFact, now: Timestamp) -> Bool {
        !isFromTheFuture(approval.issued, now: now) && now < approval.expires
    }

    /// Whether a statement claims to be issued later than the tolerance explains.
    package static func isFromTheFuture(_ issued: Timestamp, now: Timestamp) -> Bool {
        issued.seconds(since: now) > ClockTolerance.seconds
    }
}
