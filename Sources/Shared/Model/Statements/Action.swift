package import TransparencyLog

/// What an operation does.
package enum Action: Hashable, Sendable, JSONConvertible {
    case script(ScriptAction)
    case catalog(CatalogAction)
    /// Reports what the profile of this name, compiled into the executor, looks at.
    case collect(ProfileName)
    /// Installs the release with this digest.
    case update(release: Digest)

    /// Kinds that a later version may define; until then they are unsupported rather than unknown.
    package static let reservedKinds = ["session", "file", "standing"]

    package var kind: ActionKind {
        switch self {
        case .script: .script
        case .catalog: .catalog
        case .collect: .collect
        case .update: .update
        }
    }

    /// The digest that approvals repeat as `scriptSha256`: of the script, item or release.
    package var contentSha256: Digest? {
        switch self {
        case .script(let action): action.script.sha256
        case .catalog(let action): action.sha256
        case .collect: nil
        case .update(let release): release
        }
    }

    /// The commitments of an action's secrets.
    package var secrets: [ParameterName: SecretCommitment] {
        switch self {
        case .script(let action): action.secrets
        case .catalog(let action): action.secrets
        case .collect, .update: [:]
        }
    }

    package static func parse(_ field: Field) throws(Refusal) -> Action {
        guard let kind = try field.member("kind") else { throw Refusal(.missingMember, at: field.path.member("kind")) }
        guard !reservedKinds.contains(try kind.string()) else { throw kind.refusal(.unsupported) }
        switch try kind.word(ActionKind.self) {
        case .script:
            return .script(try ScriptAction.parse(field))
        case .catalog:
            return .catalog(try CatalogAction.parse(field))
        case .collect:
            return .collect(try field.object(["kind", "profile"])("profile").identifier())
        case .update:
            return .update(release: try field.object(["kind", "releaseSha256"])("releaseSha256").digest())
        }
    }

    package var json: JSONValue {
        var object = JSONObject()
        object.set("kind", kind)
        switch self {
        case .script(let action): action.write(to: &object)
        case .catalog(let action): action.write(to: &object)
        case .collect(let profile): object.set("profile", profile)
        case .update(let release): object.set("releaseSha256", release)
        }
        return object.json
    }
}
