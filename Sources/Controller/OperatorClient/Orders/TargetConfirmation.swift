/// Whether so many targets are confirmed.
package enum TargetConfirmation {
    /// Above this the count itself has to be given.
    package static let plain = 10

    /// What has to be asked.
    package enum Need: Hashable, Sendable {
        case nothing
        case yes
        case count(Int)
    }

    /// Compares what was given on the command line with the number of targets.
    ///
    /// - Parameters:
    ///   - given: nil without `--yes`, 0 for `--yes` alone, else the number given.
    /// - Throws: where nobody can be asked, or the number is another one.
    package static func need(targets: Int, given: Int?, isTerminal: Bool) throws(ClientError) -> Need {
        switch given {
        case nil:
            guard isTerminal else { throw .confirmationMissing(count: targets) }
            return targets > plain ? .count(targets) : .yes
        case 0?:
            guard targets > plain else { return .nothing }
            guard isTerminal else { throw .confirmationMissing(count: targets) }
            return .count(targets)
        case let number?:
            guard number == targets else { throw .countMismatch(given: number, count: targets) }
            return .nothing
        }
    }
}
