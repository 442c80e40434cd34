package import Model
import SSHSIG
package import TransparencyLog
import Trust

/// Whether a device may have a certificate and stand in the log.
///
/// It is admitted to nothing by that.
package enum EnrolmentJudge {
    /// What an agent brought.
    package struct Order: Hashable, Sendable {
        package let token: BearerSecret
        /// Over the DER of the CSR.
        package let csrSHA256: Digest
        package let statement: StatementText
        /// Armored, by the receipt key.
        package let signature: String

        package init(token: BearerSecret, csrSHA256: Digest, statement: StatementText, signature: String) {
            self.token = token
            self.csrSHA256 = csrSHA256
            self.statement = statement
            self.signature = signature
        }
    }

    package enum Verdict: Hashable, Sendable {
        /// Log the statement, take one use of the token, issue a certificate for tenant and device.
        case accepted(Enrolment)
        /// The very statement is logged already, at this index: the answer was lost. Issue another certificate.
        case again(Enrolment, index: UInt64)
        case refused(EnrolmentRefusal)
    }

    /// Judges an order.
    ///
    /// - Parameters:
    ///   - token: the stored token with the secret's digest, nil for none.
    ///   - history: of the token's tenant.
    package static func judge(
        _ order: Order,
        token: EnrolmentToken?,
        history: TenantHistory,
        now: Timestamp
    ) -> Verdict {
        guard let token, token.sha256 == order.token.sha256, token.tenant == history.tenant else {
            return .refused(.tokenUnknown)
        }
        let enrolment: Enrolment
        do throws(Refusal) {
            guard case .enrolment(let content) = try Statement.parse(order.statement, as: .enrolment) else {
                return .refused(.malformed)
            }
            enrolment = content
        } catch {
            return .refused(.statement(error))
        }
        guard isSigned(order, by: enrolment.receiptKey) else { return .refused(.signature) }
        guard enrolment.tenant == token.tenant else { return .refused(.tenant) }
        guard enrolment.csrSha256 == order.csrSHA256 else { return .refused(.csr) }
        guard enrolment.tokenSha256 == token.sha256 else { return .refused(.tokenMismatch) }
        if let device = history.devices[enrolment.device] {
            guard device.enrolment.sha256 == order.statement.sha256 else { return .refused(.enrolled) }
            return device.state == .retired
                ? .refused(.retired) : .again(enrolment, index: device.enrolment.index)
        }
        guard now < token.expires else { return .refused(.tokenExpired) }
        guard token.used < token.uses else { return .refused(.tokenSpent) }
        guard history.roots.last?.held.sha256 == enrolment.rootSha256 else { return .refused(.rootUnknown) }
        guard !ValidityPeriod.isFromTheFuture(enrolment.issued, now: now) else { return .refused(.clock) }
        return .accepted(enrolment)
    }

    /// The entry of an accepted order.
    ///
    /// Its claims keep a device from standing in the log twice and a use of the token from being taken twice.
    /// - Parameter use: which use of the token it takes, from 1.
    package static func draft(of order: Order, _ enrolment: Enrolment, use: UInt64) throws -> LogDraft {
        try LogDraft(
            kind: .enrolment,
            text: order.statement,
            signatures: [order.signature],
            claims: [.tokenUse(order.token.sha256, number: use)]
        )
    }

    private static func isSigned(_ order: Order, by key: SSHPublicKey) -> Bool {
        guard let signature = try? SSHSignature(armored: order.signature),
            let facts = try? signature.verify(
                message: order.statement.bytes,
                namespace: "enrolment@countersign",
                passkeys: .noPasskeys
            )
        else { return false }
        return facts.key == key
    }
}
