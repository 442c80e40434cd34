package import Model

/// Why a device is not enrolled or its certificate not renewed: the code that the channel answers.
///
/// A stranger learns no more than that.
package enum EnrolmentRefusal: Error, Hashable, Sendable {
    case malformed
    case tokenUnknown
    case tokenExpired
    case tokenSpent
    /// The statement's text.
    case statement(Refusal)
    case signature
    case tenant
    /// The CSR is not the one that the statement names, or can't be read.
    case csr
    case rootUnknown
    case tokenMismatch
    case clock
    /// The device is enrolled already, by another statement.
    case enrolled
    case deviceUnknown
    case retired
    case busy
}

extension EnrolmentRefusal: CustomStringConvertible {
    /// The code on the wire.
    package var code: String {
        switch self {
        case .malformed: "malformed"
        case .tokenUnknown: "token-unknown"
        case .tokenExpired: "token-expired"
        case .tokenSpent: "token-spent"
        case .statement: "statement"
        case .signature: "signature"
        case .tenant: "tenant"
        case .csr: "csr"
        case .rootUnknown: "root-unknown"
        case .tokenMismatch: "token-mismatch"
        case .clock: "clock"
        case .enrolled: "enrolled"
        case .deviceUnknown: "device-unknown"
        case .retired: "retired"
        case .busy: "busy"
        }
    }

    package var description: String {
        switch self {
        case .malformed: "the request can't be read; use an agent of this version"
        case .tokenUnknown: "no such token was issued here; get a new enrolment file"
        case .tokenExpired: "the token has expired; get a new enrolment file"
        case .tokenSpent: "the token has no uses left; get a new enrolment file"
        case .statement(let refusal): "the enrolment statement is refused: \(refusal.reason.rawValue) \(refusal.member)"
        case .signature: "the signature is not the device's; enrol anew"
        case .tenant: "the statement names another tenant than the token; use the client's own enrolment file"
        case .csr: "the certificate request is not the one that was signed for; enrol anew"
        case .rootUnknown: "the statement names a root that is not current; get a new enrolment file"
        case .tokenMismatch: "the statement was made for another token; enrol anew"
        case .clock: "the statement's time is far from now; set the device's clock"
        case .enrolled: "the device is enrolled already; reset the executor to enrol it under a new id"
        case .deviceUnknown: "no such device is enrolled; enrol it"
        case .retired: "the device is retired; people have to admit it again"
        case .busy: "too many requests; try again later"
        }
    }
}
