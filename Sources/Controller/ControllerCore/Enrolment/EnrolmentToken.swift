package import Model
package import TransparencyLog

/// An enrolment token as it is stored: by digest, with what it is good for.
package struct EnrolmentToken: Hashable, Sendable {
    package static let uses: ClosedRange<Int> = 1...1_000
    /// A minute to 30 days.
    package static let validSeconds: ClosedRange<Int64> = 60...2_592_000

    package let sha256: Digest
    package let tenant: TenantID
    /// The technician who had it issued.
    package let person: PersonID
    package let issued: Timestamp
    package let expires: Timestamp
    /// How many devices it enrols.
    package let uses: Int
    /// How many it has enrolled.
    package var used: Int

    package init(
        sha256: Digest,
        tenant: TenantID,
        person: PersonID,
        issued: Timestamp,
        expires: Timestamp,
        uses: Int,
        used: Int = 0
    ) {
        self.sha256 = sha256
        self.tenant = tenant
        self.person = person
        self.issued = issued
        self.expires = expires
        self.uses = uses
        self.used = used
    }

    /// The entry that its issue writes.
    package var words: AccessWords {
        AccessWords(
            tenant: tenant,
            event: .token,
            person: person,
            object: sha256.hex,
            count: UInt64(uses),
            from: issued,
            to: expires
        )
    }
}

/// The issue of tokens: the one thing that a session may cause, since a token admits nobody.
package enum TokenIssue {
    /// A token with its secret, which goes into the enrolment file and nowhere else.
    package struct Issued: Hashable, Sendable {
        package let secret: BearerSecret
        package let token: EnrolmentToken
    }

    package static func issue(
        _ request: EnrolmentFileRequest,
        tenant: TenantID,
        person: PersonID,
        now: Timestamp,
        random: inout some RandomNumberGenerator
    ) -> Result<Issued, APIError> {
        guard EnrolmentToken.uses.contains(request.uses) else {
            return .failure(
                APIError(code: "range", message: "a token has 1 to 1000 uses, not \(request.uses)", member: "uses")
            )
        }
        guard EnrolmentToken.validSeconds.contains(request.validSeconds) else {
            return .failure(
                APIError(
                    code: "range",
                    message: "a token is valid for 60 s to 30 days, not \(request.validSeconds) s",
                    member: "validSeconds"
                )
            )
        }
        let secret = BearerSecret.make(random: &random)
        let token = EnrolmentToken(
            sha256: secret.sha256,
            tenant: tenant,
            person: person,
            issued: now,
            expires: now.adding(seconds: request.validSeconds),
            uses: request.uses
        )
        return .success(Issued(secret: secret, token: token))
    }
}
