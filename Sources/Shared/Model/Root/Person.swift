package import SSHSIG

/// Someone named in a trust root, with roles and the keys that sign for them.
package struct Person: Hashable, Sendable {
    /// The most keys of one person.
    package static let keyLimit = 8

    package let id: PersonID
    package let name: String
    package let organisation: Organisation
    package let roles: [Role]
    package let keys: [PersonKey]
    /// Where secrets for this person's eyes are sealed to.
    package let sealingKey: SealingKey?

    package init(
        id: PersonID,
        name: String,
        organisation: Organisation,
        roles: [Role],
        keys: [PersonKey],
        sealingKey: SealingKey? = nil
    ) {
        self.id = id
        self.name = name
        self.organisation = organisation
        self.roles = roles
        self.keys = keys
        self.sealingKey = sealingKey
    }
}

/// A key that signs for one person.
package struct PersonKey: Hashable, Sendable {
    package let key: SSHPublicKey
    /// From this moment on the key counts as removed.
    package let until: Timestamp?

    package init(key: SSHPublicKey, until: Timestamp? = nil) {
        self.key = key
        self.until = until
    }

    /// Whether the key still counts at a time: before `until`, where there is one.
    package func counts(at time: Timestamp) -> Bool {
        guard let until else { return true }
        return time < until
    }
}
