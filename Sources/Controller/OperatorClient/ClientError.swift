package import ControllerCore
package import Model
package import TransparencyLog

/// Why the command line stops.
package enum ClientError: Error, Equatable, Sendable {
    // Usage and files.
    case usage(Localized, hint: Localized = "")
    case unreadable(path: String, cause: String)
    case unwritable(path: String, cause: String)
    case notSignedIn
    case sessionOver
    case tenantMissing(known: [String])
    case confirmationMissing(count: Int)
    case countMismatch(given: Int, count: Int)
    case declined
    // The controller.
    case refused(APIError)
    case answer(status: Int, path: String)
    case unreachable(url: String, cause: String)
    case authorityMismatch(url: String, expected: Digest, presented: [Digest])
    case originMismatch(dialled: String, presented: String)
    // Signing.
    case keyMissing(path: String)
    case keyUnreadable(path: String, cause: String)
    case passphrase(path: String)
    case agentRefused(path: String, cause: String)
    case keygenMissing(path: String)
    case keygen(path: String, cause: String)
    // Verification.
    case rootRefused(tenant: TenantID, version: UInt64, reason: String)
    case rootDigest(tenant: TenantID, expected: Digest, presented: Digest)
    case rootOlder(tenant: TenantID, held: UInt64, presented: UInt64)
    case checkpointRefused(cause: String)
    case checkpointOlder(held: UInt64, presented: UInt64)
    case fork(size: UInt64, kept: String)
    case inconsistent(from: UInt64, to: UInt64)
    case leafUnproven(index: UInt64)
    case leafRefused(index: UInt64, reason: String)
    case leafUnexpected(index: UInt64, wanted: String)
    case deviceMoved(name: String, from: DeviceID, to: DeviceID)
    case deviceOlder(device: DeviceID, held: UInt64, presented: UInt64)
    case contentMismatch(what: String, expected: Digest)
    case findings(Int)
    // Targets.
    case targetUnknown(String)
    case targetAmbiguous(String, [DeviceID])
    case targetInactive(String, DeviceState?)
    case noTargets
}

extension ClientError {
    /// The exit code that tells a script what happened.
    package var status: ExitStatus {
        switch self {
        case .usage, .unreadable, .unwritable, .notSignedIn, .sessionOver, .tenantMissing, .confirmationMissing,
            .countMismatch, .declined, .targetUnknown, .targetAmbiguous, .targetInactive, .noTargets:
            .usage
        case .refused: .refused
        case .answer, .unreachable, .authorityMismatch, .originMismatch: .unreachable
        case .keyMissing, .keyUnreadable, .passphrase, .agentRefused, .keygenMissing, .keygen: .signing
        case .rootRefused, .rootDigest, .rootOlder, .checkpointRefused, .checkpointOlder, .fork, .inconsistent,
            .leafUnproven, .leafRefused, .leafUnexpected, .deviceMoved, .deviceOlder, .contentMismatch:
            .verification
        case .findings: .shortfall
        }
    }
}

extension ClientError: CustomStringConvertible {
    package var description: String { message.english }
}
