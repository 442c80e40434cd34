package import Model
import Trust

/// When an order that a device did not take is sent again.
package struct RetrySchedule: Hashable, Sendable {
    /// The code of the last refusal.
    package let code: String
    /// How often in a row it was refused.
    package let attempts: Int
    /// Not before this time, unless something happens that `wakes` it.
    package let at: Timestamp
    package let wakes: Wake

    /// What makes another try worth while before its time.
    package struct Wake: OptionSet, Hashable, Sendable {
        package let rawValue: Int

        package init(rawValue: Int) { self.rawValue = rawValue }

        /// A receipt of the device: something that ran has ended, or the spool has room.
        package static let receipt = Wake(rawValue: 1)
        /// The device judged evidence.
        package static let evidence = Wake(rawValue: 2)
        /// The device reported another state.
        package static let status = Wake(rawValue: 4)
    }

    package static let shortest: Int64 = 5
    package static let longest: Int64 = 600
    /// How long the receipt of a final refusal may take.
    package static let receiptSeconds: Int64 = 30

    /// The schedule after a refusal; nil where the order is with the device and a receipt will come.
    ///
    /// - Parameter opening: for `window`, when it opens next.
    package static func after(
        _ code: String,
        attempts: Int,
        operation: Operation,
        opening: Timestamp?,
        now: Timestamp
    ) -> RetrySchedule? {
        func schedule(at time: Timestamp?, wakes: Wake = []) -> RetrySchedule {
            let earliest = now.adding(seconds: backoff(attempts))
            return RetrySchedule(code: code, attempts: attempts + 1, at: max(time ?? earliest, earliest), wakes: wakes)
        }
        switch RefusalCode(rawValue: code) {
        case .replay:
            return nil
        case .checkpointBehind, .consistency:
            // The refusal told the true size: try at once, then with patience.
            return attempts < 3
                ? RetrySchedule(code: code, attempts: attempts + 1, at: now, wakes: [.status])
                : schedule(at: nil, wakes: [.status])
        case .notYet:
            let start = max(operation.notBefore ?? now, operation.issued.adding(seconds: -ClockTolerance.seconds))
            return schedule(at: start)
        case .window:
            return schedule(at: opening)
        case .busy, .spoolFull:
            return schedule(at: nil, wakes: [.receipt])
        case .ruleUnmet, .quarantined, .rootBehind:
            return schedule(at: nil, wakes: [.evidence, .status])
        case .localStop, .fork:
            return schedule(at: nil, wakes: [.status])
        case let code? where code.makesReceipt:
            // The receipt is on its way and takes the order off the list; if it is lost, the order is asked for again.
            return schedule(at: now.adding(seconds: receiptSeconds))
        default:
            return schedule(at: nil)
        }
    }

    /// 5 s, 10 s, 20 s … 10 min.
    package static func backoff(_ attempts: Int) -> Int64 {
        min(longest, shortest << Int64(min(max(attempts, 0), 7)))
    }
}
