package import Model
package import SSHSIG
package import Trust

/// Whether an answer to a challenge signs somebody in.
package enum LoginJudge {
    /// The word that a login statement has to give as its purpose.
    package static let purpose = "sign-in"

    /// Somebody who may read.
    package struct Login: Hashable, Sendable {
        package let key: SSHPublicKey
        /// Who the key is, tenant by tenant; never empty.
        package let memberships: [ReadingSession.Membership]

        package init(key: SSHPublicKey, memberships: [ReadingSession.Membership]) {
            self.key = key
            self.memberships = memberships
        }
    }

    package enum Verdict: Hashable, Sendable {
        case accepted(Login)
        case refused(APIError)
    }

    /// Judges form, origin, times, nonce, signature, and who the key is.
    ///
    /// The nonce is used up by whoever names it, also if the rest fails.
    /// - Parameters:
    ///   - origin: what this controller answers as.
    ///   - trusts: the current trust of every tenant.
    package static func judge(
        _ request: LoginRequest,
        origin: String,
        challenges: inout LoginChallenges,
        trusts: [TrustState],
        now: Timestamp
    ) -> Verdict {
        let text = StatementText(request.statement)
        let login: LoginStatement
        do throws(Refusal) {
            guard case .login(let content) = try Statement.parse(text, as: .login) else {
                return .refused(error("kind", "the statement is no login/v1"))
            }
            login = content
        } catch {
            return .refused(APIError(refusal: error))
        }
        guard login.origin.text.utf8.elementsEqual(origin.utf8) else {
            return .refused(
                error("origin", "the login names \(login.origin), this is \(origin)", "dial the address that you sign")
            )
        }
        guard login.purpose.text == purpose else {
            return .refused(error("purpose", "the login is for \"\(login.purpose)\", not \"\(purpose)\""))
        }
        guard challenges.use(login.nonce, now: now) else {
            return .refused(
                error("nonce", "the nonce is unknown, used or older than two minutes", "ask for a new challenge")
            )
        }
        guard !ValidityPeriod.isFromTheFuture(login.issued, now: now), now < login.expires else {
            return .refused(
                error(
                    "expired",
                    "the login is for \(login.issued) to \(login.expires), it is \(now) here",
                    "check your clock"
                )
            )
        }
        let key: SSHPublicKey
        do throws(SSHSIGError) {
            key = try SSHSignature(armored: request.signature)
                .verify(message: text.bytes, namespace: "login@countersign", passkeys: .noPasskeys).key
        } catch {
            return .refused(Self.error("signature", "the signature is refused: \(error.reason.rawValue)"))
        }
        let fingerprint = KeyFingerprint(of: key)
        let memberships = trusts.compactMap { trust in
            trust.standing(of: fingerprint, at: now).person.map {
                ReadingSession.Membership(tenant: trust.root.tenant, person: $0.id, roles: $0.roles)
            }
        }
        guard !memberships.isEmpty else {
            return .refused(
                error(
                    "signer-unknown",
                    "no trust root names the key \(fingerprint)",
                    "sign with a key that a client's root lists"
                )
            )
        }
        return .accepted(Login(key: key, memberships: memberships.sorted { $0.tenant < $1.tenant }))
    }

    private static func error(_ code: String, _ message: String, _ hint: String? = nil) -> APIError {
        APIError(code: code, message: message, hint: hint)
    }
}
