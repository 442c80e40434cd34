package import Model
package import SSHSIG
package import TransparencyLog
import Transport

/// What `init` makes: the folder with its keys, and the draft of the provider's own trust root.
package struct Founding: Sendable {
    /// Somebody of the provider, and a key of theirs.
    package struct Member: Hashable, Sendable {
        package let id: PersonID
        package let key: SSHPublicKey

        package init(id: PersonID, key: SSHPublicKey) {
            self.id = id
            self.key = key
        }
    }

    package let folder: DataFolder
    /// The draft's path, to be signed as it is.
    package let draft: String
    package let threshold: Int
    package let peopleAuthority: Digest
    package let agentsAuthority: Digest

    /// Makes the folder; refuses one that holds anything.
    ///
    /// The draft is read back as everybody will read it before anything is written.
    /// - Parameters:
    ///   - owners: hold the role root; technician too unless technicians are named.
    ///   - technicians: may create tenants.
    package static func make(
        at path: String,
        configuration: ControllerConfiguration,
        owners: [Member],
        technicians: [Member],
        now: Timestamp
    ) throws -> Founding {
        // With two owners or more none of them changes the root alone.
        let threshold = min(2, owners.count)
        let signer = try NoteSigner.generate(name: configuration.logOrigin(.provider))
        let sample = draft(
            configuration,
            authority: .zero,
            log: signer.verifierKey,
            threshold: threshold,
            people: people(owners, technicians),
            now: now
        )
        do throws(Refusal) {
            _ = try Statement.parse(Statement.root(sample).rendered(), as: .root)
        } catch {
            throw FoundingError.draft(member: error.member, reason: error.reason.rawValue)
        }

        let folder = try DataFolder.create(at: path)
        let keys = try ControllerKeys.make(in: folder, configuration: configuration, now: now)
        let log = try LogKeys(folder: folder, configuration: configuration).signerMadeIfMissing(.provider)
        let root = draft(
            configuration,
            authority: keys.agentsAuthority.sha256,
            log: log.verifierKey,
            threshold: threshold,
            people: people(owners, technicians),
            now: now
        )
        try PrivateFile.create(folder.providerRoot, Statement.root(root).rendered().bytes)
        // Last, since this file makes the folder a controller's.
        try configuration.write(to: folder)
        return Founding(
            folder: folder,
            draft: folder.providerRoot,
            threshold: threshold,
            peopleAuthority: keys.peopleAuthority.sha256,
            agentsAuthority: keys.agentsAuthority.sha256
        )
    }

    private static func people(_ owners: [Member], _ technicians: [Member]) -> [Person] {
        let roles: [Role] = technicians.isEmpty ? [.root, .technician] : [.root]
        return owners.map { person($0, roles) } + technicians.map { person($0, [.technician]) }
    }

    private static func person(_ member: Member, _ roles: [Role]) -> Person {
        Person(
            id: member.id,
            name: member.id.text,
            organisation: .provider,
            roles: roles,
            keys: [PersonKey(key: member.key)]
        )
    }

    private static func draft(
        _ configuration: ControllerConfiguration,
        authority: Digest,
        log: NoteVerifierKey,
        threshold: Int,
        people: [Person],
        now: Timestamp
    ) -> TrustRoot {
        TrustRoot(
            tenant: .provider,
            version: 1,
            issued: now,
            expires: now.adding(seconds: 365 * 86_400),
            rootThreshold: threshold,
            people: people,
            log: RootLog(origin: log.name, key: log),
            witnesses: WitnessPolicy(quorum: 0, maximumAgeSeconds: 3_600, list: []),
            status: StatusPolicy(required: false, maximumAgeSeconds: 7_200),
            controllers: [ControllerAddress(address: configuration.agentsAddress, caSHA256: authority)],
            // The provider's tenant has no devices; a root has to have a rule.
            policy: RuleName("owners").map {
                [PolicyRule(name: $0, kinds: [.device], require: [Requirement(role: .root, count: threshold)])]
            } ?? []
        )
    }
}

/// Why `init` or `begin` refuses.
package enum FoundingError: Error, Equatable, Sendable {
    case draft(member: String, reason: String)
    case root(member: String, reason: String)
    case notProvider(tenant: String)
    case notOurs(member: String)
    case begun(path: String)
    case notBegun(path: String)
}

extension FoundingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .draft(let member, let reason):
            "no root can be drafted from these people: \"\(member)\" is refused (\(reason)); give each a key and id of their own"
        case .root(let member, let reason):
            "the root is refused: \(reason) \(member); sign the draft exactly as init wrote it, with enough owners' keys"
        case .notProvider(let tenant):
            "the root is of tenant \(tenant), not _provider; name the draft that init wrote"
        case .notOurs(let member):
            "\"\(member)\" of the root is not this folder's; name the draft that init wrote here"
        case .begun(let path):
            "\(path) has begun already; start it with: countersign-controller serve --data \(path)"
        case .notBegun(let path):
            "\(path) has no provider root yet; sign provider-root.json, then: countersign-controller begin --data \(path) …"
        }
    }
}
