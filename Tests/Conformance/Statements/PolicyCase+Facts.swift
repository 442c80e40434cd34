import Model
import Trust

extension PolicyCase {
    /// The same facts in the product's own types.
    func facts(roots: [String: HeldRoot]) throws -> AdmissionFacts {
        guard let current = roots[root] else { throw VectorError(what: "no root is named \(root)") }
        let earlier = (earlierRoots ?? []).compactMap { roots[$0] }
        let state = TrustState(
            current: current,
            earlier: earlier,
            statuses: try (statuses ?? []).map { try $0.status(of: current.root.tenant) }
        )
        return AdmissionFacts(
            trust: state,
            device: deviceId.value,
            standing: device.map {
                DeviceStanding(
                    state: $0.state.value,
                    version: $0.version,
                    name: $0.name,
                    groups: Set($0.groups.map(\.value))
                )
            },
            now: now.value,
            floor: floor?.value,
            operation: try operation.facts(on: deviceId.value),
            signatures: signatures.map(\.fact),
            approvals: (approvals ?? []).map { $0.content.fact(by: $0.signature) },
            cancels: (cancels ?? []).map { $0.content.fact(by: $0.signature) },
            denials: (denials ?? []).map { $0.content.fact(by: $0.signature) },
            witnesses: WitnessFacts(count: witnesses.count, newest: witnesses.newest?.value),
            recorded: ledger?.first { $0.id.value == operation.id.value }?.sha256.value,
            running: Set((running ?? []).map(\.value)),
            emergencies: (emergencies ?? []).map(\.fact),
            predecessor: .none,
            zones: TimeZoneFolder.system
        )
    }
}

extension PolicyCase.Operation {
    fileprivate func facts(on device: DeviceID) throws -> OperationFacts {
        OperationFacts(
            id: id.value,
            sha256: sha256.value,
            tenant: tenant.value,
            root: root.value,
            issued: issued.value,
            notBefore: notBefore?.value,
            expires: expires.value,
            subject: RuleSubject(
                kind: kind.value,
                item: item?.value,
                profile: collectProfile?.value,
                emergency: emergency ?? false
            ),
            itemVersion: version,
            contentSHA256: scriptSha256?.value,
            namesDevice: devices.contains { $0.value == device },
            hasTicket: ticket != nil,
            window: try window?.hours(),
            conflict: conflict?.value,
            limits: RuleLimits(
                seconds: limits?.seconds,
                memoryBytes: limits?.memoryBytes,
                outputBytes: limits?.outputBytes,
                processes: limits?.processes
            )
        )
    }
}

extension PolicyCase.Window {
    fileprivate func hours() throws -> Hours {
        let members = [
            JSONMember(name: "zone", value: .string(zone)),
            JSONMember(name: "days", value: .array(days.map { .integer($0) })),
            JSONMember(name: "from", value: .string(from)),
            JSONMember(name: "to", value: .string(to)),
        ]
        return try Hours.parse(Field(.object(members)), zones: TimeZoneFolder.system)
    }
}

extension PolicyCase.Signature {
    fileprivate var fact: SignerFact {
        SignerFact(
            key: key.value,
            isValid: valid ?? true,
            userVerified: userVerified ?? false,
            onControllerOrigin: onControllerOrigin ?? false
        )
    }
}

extension PolicyCase.Approval {
    fileprivate func fact(by signature: PolicyCase.Signature) -> ApprovalFact {
        ApprovalFact(
            signer: signature.fact,
            operation: operation.value,
            statementSHA256: statementSha256.value,
            contentSHA256: scriptSha256?.value,
            root: root.value,
            issued: issued.value,
            expires: expires.value
        )
    }
}

extension PolicyCase.Word {
    fileprivate func fact(by signature: PolicyCase.Signature) -> WordFact {
        WordFact(
            signer: signature.fact,
            operation: operation.value,
            statementSHA256: statementSha256.value,
            devices: devices?.map(\.value)
        )
    }
}

extension PolicyCase.Narrowing {
    fileprivate func status(of tenant: TenantID) throws -> Status {
        Status(
            tenant: tenant,
            root: root.value,
            issued: issued.value,
            expires: expires.value,
            revokedKeys: revokedKeys.map(\.value),
            revokedItems: revokedItems.map { RevokedItem(item: $0.item.value, version: $0.version) }
        )
    }
}

extension PolicyCase.Emergency {
    fileprivate var fact: EmergencyFact {
        EmergencyFact(
            people: Set(people.map(\.value)),
            admitted: admitted.value,
            reviewSeconds: reviewSeconds,
            reviewedBy: Set(reviewedBy.map(\.value))
        )
    }
}
