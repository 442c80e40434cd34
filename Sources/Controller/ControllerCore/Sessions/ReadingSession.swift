package import Model
package import SSHSIG
package import Trust

/// A signed-in person: reads what roles allow, never authorises an action (docs/protocol.md, login/v1).
package struct ReadingSession: Hashable, Sendable {
    /// Eight hours.
    package static let lifetimeSeconds: Int64 = 8 * 3_600

    package let key: SSHPublicKey
    package let started: Timestamp
    package let expires: Timestamp
    /// As it was at sign-in, for the answer; rights are judged anew with each request.
    package let memberships: [Membership]

    /// Who the key is in one tenant.
    package struct Membership: Hashable, Sendable {
        package let tenant: TenantID
        package let person: PersonID
        package let roles: [Role]

        package init(tenant: TenantID, person: PersonID, roles: [Role]) {
            self.tenant = tenant
            self.person = person
            self.roles = roles
        }
    }

    package init(_ login: LoginJudge.Login, now: Timestamp) {
        key = login.key
        started = now
        expires = now.adding(seconds: Self.lifetimeSeconds)
        memberships = login.memberships
    }

    package func isOver(at now: Timestamp) -> Bool {
        now >= expires || now < started.adding(seconds: -ClockTolerance.seconds)
    }

    /// The person behind the session in a tenant's current root; nil once the key doesn't count there any more.
    package func person(under trust: TrustState, now: Timestamp) -> Person? {
        trust.standing(of: KeyFingerprint(of: key), at: now).person
    }
}
