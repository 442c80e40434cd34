package import Model
package import Trust

/// Judges what people submit as their devices would, so that a refusal comes early, to the person, and in words.
///
/// It decides nothing for a device, which judges anew. The log's own claims settle races between two submissions.
package struct SubmissionJudge: Sendable {
    private let history: TenantHistory
    private let now: Timestamp
    private let zones: any TimeZoneSource

    /// A judge over one snapshot of a tenant's log.
    package init(history: TenantHistory, now: Timestamp, zones: any TimeZoneSource) {
        self.history = history
        self.now = now
        self.zones = zones
    }

    /// Reads and judges a submission.
    package func judge(_ submission: Submission) -> SubmissionVerdict {
        do throws(APIError) {
            return try judge(SubmissionParts(submission, zones: zones))
        } catch {
            return .refused(error)
        }
    }

    /// Judges a submission that was read.
    package func judge(_ parts: SubmissionParts) -> SubmissionVerdict {
        do throws(APIError) {
            let context = try SubmissionContext(parts, history: history, now: now, zones: zones)
            return switch parts.statement {
            case .operation(let operation): try OperationSubmission.judge(operation, context)
            case .approval(let approval): try ApprovalSubmission.judge(approval, context)
            case .denial(let denial): try DenialSubmission.judge(denial, context)
            case .cancel(let cancel): try CancelSubmission.judge(cancel, context)
            case .device(let statement): try DeviceSubmission.judge(statement, context)
            default: .refused(APIError(code: Reason.kind.rawValue, message: "nobody submits statements of this kind"))
            }
        } catch {
            return .refused(error)
        }
    }
}
