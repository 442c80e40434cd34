import ControllerCore
import Logging
import Model
import TransparencyLog

extension TenantService {
    /// Judges a submission, logs it and says where its operation stands; a refusal is an entry too.
    ///
    /// - Throws: `APIError` for a refusal; what the log or the blobs fail with.
    func submit(_ submission: Submission, by person: PersonID) async throws -> SubmissionAnswer {
        let verdict = SubmissionJudge(history: history, now: now(), zones: parts.zones).judge(submission)
        let digest = StatementText(submission.statement).sha256
        switch verdict {
        case .refused(let error):
            try await note(error, digest: digest, by: person)
            throw error
        case .known(let index, let operation):
            return answer(index: index, digest: digest, operation: operation)
        case .accepted(let accepted):
            let stops = accepted.kind == .denial || accepted.kind == .cancel
            try charge(bytes: accepted.text.bytes.count, always: stops)
            // Before the leaf: one that names what nobody has would be true and of no use.
            do {
                // At once: each waits for the disk by itself.
                try await withThrowingDiscardingTaskGroup { [parts, tenant] tasks in
                    for blob in accepted.blobs {
                        tasks.addTask { try await parts.blobs.write(blob, tenant: tenant, expected: nil) }
                    }
                }
            } catch {
                noteQuota(error)
                throw error
            }
            let index: UInt64
            do {
                guard let appended = try await append([accepted.draft()]).first else {
                    throw LogError.outOfRange(asked: history.size, size: history.size)
                }
                index = appended.index
            } catch LogError.alreadyLogged(_, let place) {
                // Somebody was faster, perhaps the same person whose answer was lost.
                let entry = try Entry(leaf: try await log.leaf(at: place))
                guard entry.statementText.sha256 == digest else {
                    let error = APIError(
                        code: "replay",
                        message: "another statement with this id or version was logged at \(place)",
                        hint: "read it, then sign a new one"
                    )
                    try await note(error, digest: digest, by: person)
                    throw error
                }
                index = place
            }
            return answer(index: index, digest: digest, operation: accepted.operation)
        }
    }

    private func answer(index: UInt64, digest: Digest, operation: OperationID?) -> SubmissionAnswer {
        SubmissionAnswer(
            index: index,
            sha256: digest.hex,
            operation: operation.flatMap { progress($0)?.summary }
        )
    }

    /// Writes a refusal's entry, at most so many a minute.
    private func note(_ error: APIError, digest: Digest, by person: PersonID) async throws {
        let entries = refusals.refused(
            tenant: tenant,
            person: person,
            statement: digest,
            code: error.code,
            now: now()
        )
        guard !entries.isEmpty else { return }
        _ = try await append(entries.map { try AssertedDraft.access($0) })
    }
}
