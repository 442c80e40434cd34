package import Model

/// Whether a device goes on hold, stays there, or comes off.
package enum HoldJudge {
    /// How close in time two connections must be alive to count as two places.
    ///
    /// No machine boots in ten seconds, so one that lost power is not taken for two; two that fight over one identity
    /// replace each other far more often than that.
    package static let rivalSeconds: Int64 = 10

    /// The hold after a report; nil for none.
    ///
    /// - Parameter version: of the newest device statement in the log.
    package static func judge(
        _ memory: DeviceMemory,
        reported: ReportedStatus,
        version: UInt64,
        now: Timestamp
    ) -> DeviceHold? {
        if let hold = memory.hold, version <= hold.version { return hold }
        // People have spoken since: what the device reports now is where it starts from.
        guard memory.hold == nil else { return nil }
        let isBehind = reported.ledgerSize < memory.ledgerSize || reported.lastSequence < memory.lastSequence
        return isBehind ? DeviceHold(reason: .ledgerBehind, since: now, version: version) : nil
    }

    /// Whether a device that has just said hello is also alive elsewhere.
    ///
    /// A reconnect comes from the same boot; two boots that both spoke just now are two machines.
    package static func isInTwoPlaces(older: BootID?, lastHeard: Timestamp, newer: BootID, now: Timestamp) -> Bool {
        guard let older, older != newer else { return false }
        return now.seconds(since: lastHeard) < rivalSeconds
    }
}
