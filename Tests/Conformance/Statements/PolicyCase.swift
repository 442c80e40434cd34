import Model

/// The facts of one admission, as `statements/policy.json` writes them.
struct PolicyCase: Decodable {
    struct Device: Decodable {
        let state: VectorWord<DeviceState>
        let version: UInt64
        let name: String
        let groups: [VectorIdentifier<GroupName>]
    }

    struct Window: Decodable {
        let zone: String
        let days: [UInt64]
        let from: String
        let to: String
    }

    struct Limits: Decodable {
        let seconds: UInt64?
        let memoryBytes: UInt64?
        let outputBytes: UInt64?
        let processes: UInt64?
    }

    struct Operation: Decodable {
        let id: VectorIdentifier<OperationID>
        let sha256: VectorDigest
        let tenant: VectorIdentifier<TenantID>
        let root: VectorRootReference
        let issued: VectorTime
        let notBefore: VectorTime?
        let expires: VectorTime
        let kind: VectorWord<RuleKind>
        let item: VectorIdentifier<ItemID>?
        let version: UInt64?
        let collectProfile: VectorIdentifier<ProfileName>?
        let scriptSha256: VectorDigest?
        let devices: [VectorIdentifier<DeviceID>]
        let ticket: String?
        let emergency: Bool?
        let window: Window?
        let conflict: VectorIdentifier<ConflictName>?
        let limits: Limits?
    }

    struct Signature: Decodable {
        let key: VectorIdentifier<KeyFingerprint>
        let userVerified: Bool?
        let onControllerOrigin: Bool?
        let valid: Bool?
    }

    struct Approval: Decodable {
        let operation: VectorIdentifier<OperationID>
        let statementSha256: VectorDigest
        let scriptSha256: VectorDigest?
        let root: VectorRootReference
        let issued: VectorTime
        let expires: VectorTime
    }

    /// A cancel or a denial.
    struct Word: Decodable {
        let operation: VectorIdentifier<OperationID>
        let statementSha256: VectorDigest
        let devices: [VectorIdentifier<DeviceID>]?
    }

    /// A statement's words beside the members of its signature.
    struct Signed<Content: Decodable>: Decodable {
        let signature: Signature
        let content: Content

        init(from decoder: any Decoder) throws {
            signature = try Signature(from: decoder)
            content = try Content(from: decoder)
        }
    }

    struct Revoked: Decodable {
        let item: VectorIdentifier<ItemID>
        let version: UInt64?
    }

    struct Narrowing: Decodable {
        let root: VectorRootReference
        let issued: VectorTime
        let expires: VectorTime
        let revokedKeys: [VectorIdentifier<KeyFingerprint>]
        let revokedItems: [Revoked]
    }

    struct Witnesses: Decodable {
        let count: Int
        let newest: VectorTime?
    }

    struct Executed: Decodable {
        let id: VectorIdentifier<OperationID>
        let sha256: VectorDigest
    }

    struct Emergency: Decodable {
        let people: [VectorIdentifier<PersonID>]
        let admitted: VectorTime
        let reviewSeconds: Int64
        let reviewedBy: [VectorIdentifier<PersonID>]
    }

    /// Names of documents in the same file.
    let root: String
    let earlierRoots: [String]?
    let deviceId: VectorIdentifier<DeviceID>
    /// Null: no statement about the device.
    let device: Device?
    let now: VectorTime
    let floor: VectorTime?
    let operation: Operation
    let signatures: [Signature]
    let approvals: [Signed<Approval>]?
    let cancels: [Signed<Word>]?
    let denials: [Signed<Word>]?
    let statuses: [Narrowing]?
    let witnesses: Witnesses
    let ledger: [Executed]?
    let running: [VectorIdentifier<ConflictName>]?
    let emergencies: [Emergency]?
    /// The rule that admits, null where the operation is refused.
    let rule: String?
}
