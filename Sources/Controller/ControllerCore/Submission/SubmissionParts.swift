package import Model
package import SSHSIG
import TransparencyLog
import Trust

/// A submission taken apart: kind, text, signatures and attachments are well-formed, nothing else is judged.
package struct SubmissionParts: Sendable {
    /// The kinds that people submit.
    package static let kinds: [EntryKind] = [.operation, .approval, .denial, .cancel, .device]
    /// One erasable text for each member that can name one, with room to spare.
    package static let blobLimit = 4
    /// Salt, and 200 characters of at most four bytes.
    package static let blobBytes = SaltedDigest.saltLength + 800

    package let kind: EntryKind
    package let text: StatementText
    package let statement: Statement
    /// Armored, as they came.
    package let signatures: [String]
    package let parsed: [SSHSignature]
    package let blobs: [[UInt8]]
    package let content: [UInt8]?

    /// Reads what came over the API.
    ///
    /// - Throws: `APIError` with the word and member at fault.
    package init(_ submission: Submission, zones: any TimeZoneDirectory) throws(APIError) {
        guard let kind = EntryKind(rawValue: submission.kind), Self.kinds.contains(kind) else {
            throw APIError(
                code: RefusalCode.unsupported.rawValue,
                message: "this controller takes no submissions of that kind",
                hint: "kinds are \(Self.kinds.map(\.rawValue).joined(separator: ", "))",
                member: "kind"
            )
        }
        self.kind = kind
        text = StatementText(submission.statement)
        do throws(Refusal) {
            statement = try Statement.parse(text, as: kind.statementType, zones: zones)
        } catch {
            throw APIError(refusal: error)
        }
        let count = submission.signatures.count
        guard kind.signatureCount.contains(count) else {
            throw APIError(
                code: Reason.signatureCount.rawValue,
                message: "a statement of this kind has \(Self.words(kind.signatureCount)), this one has \(count)",
                hint: "send further signatures as approvals",
                member: "signatures"
            )
        }
        signatures = submission.signatures
        parsed = try Self.parse(submission.signatures)
        blobs = try Self.blobs(submission.blobs)
        content = try submission.content.map { text throws(APIError) in
            guard let bytes = Base64.decode(text) else { throw Self.encoding("content") }
            return bytes
        }
    }

    private static func words(_ count: ClosedRange<Int>) -> String {
        count == 1...1 ? "one signature" : "\(count.lowerBound) to \(count.upperBound) signatures"
    }

    private static func parse(_ armored: [String]) throws(APIError) -> [SSHSignature] {
        var signatures: [SSHSignature] = []
        for (index, text) in armored.enumerated() {
            do throws(SSHSIGError) {
                signatures.append(try SSHSignature(armored: text))
            } catch {
                throw APIError(
                    .signature,
                    "signature \(index + 1) can't be read: \(error.reason.rawValue)",
                    hint: "sign with ssh-keygen -Y sign and send its output unchanged",
                    member: "signatures[\(index)]"
                )
            }
        }
        return signatures
    }

    private static func blobs(_ texts: [String]) throws(APIError) -> [[UInt8]] {
        guard texts.count <= blobLimit else {
            throw APIError(
                code: Reason.tooMany.rawValue,
                message: "\(texts.count) texts came along, at most \(blobLimit) may",
                member: "blobs"
            )
        }
        var blobs: [[UInt8]] = []
        for (index, text) in texts.enumerated() {
            guard let bytes = Base64.decode(text) else { throw encoding("blobs[\(index)]") }
            guard (SaltedDigest.saltLength...blobBytes).contains(bytes.count) else {
                throw APIError(
                    code: Reason.tooLarge.rawValue,
                    message: "a text has \(bytes.count) bytes with its salt, 32 to \(blobBytes) are allowed",
                    hint: "say it in 200 characters",
                    member: "blobs[\(index)]"
                )
            }
            blobs.append(bytes)
        }
        return blobs
    }

    private static func encoding(_ member: String) -> APIError {
        APIError(
            code: Reason.format.rawValue,
            message: "\"\(member)\" is no standard base64",
            hint: "send padded base64 of RFC 4648 §4",
            member: member
        )
    }
}
