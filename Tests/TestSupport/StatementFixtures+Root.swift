package import Model
package import TransparencyLog

extension StatementFixtures {
    package var logOrigin: String { "countersign.example.net/\(tenant)" }

    /// The signer of the tenant's log.
    package var logSigner: NoteSigner {
        do {
            return try NoteSigner(name: logOrigin, seed: digest("log").bytes)
        } catch {
            preconditionFailure("the log's name and seed are fixed: \(error)")
        }
    }

    /// A root that asks for no witness: any technician and any contact together admit everything.
    package func root(
        version: UInt64 = 1,
        policy: [PolicyRule]? = nil,
        witnesses: [NoteVerifierKey] = []
    ) -> TrustRoot {
        TrustRoot(
            tenant: tenant,
            version: version,
            issued: issued.adding(seconds: -3_600),
            expires: issued.adding(seconds: 300 * 86_400),
            rootThreshold: 1,
            people: [
                Person(
                    id: .literal("p-lw"),
                    name: "李伟",
                    organisation: .client,
                    roles: [.root, .contact],
                    keys: [PersonKey(key: contact.publicKey)]
                ),
                Person(
                    id: .literal("t-zhao"),
                    name: "Zhao",
                    organisation: .provider,
                    roles: [.technician],
                    keys: [PersonKey(key: technician.publicKey)]
                ),
            ],
            log: RootLog(origin: logOrigin, key: logSigner.verifierKey),
            witnesses: WitnessPolicy(
                quorum: 0,
                maximumAgeSeconds: 3_600,
                list: witnesses.map { Witness(key: $0, url: "https://\($0.name)") }
            ),
            status: StatusPolicy(required: false, maximumAgeSeconds: 7_200),
            controllers: [ControllerAddress(address: "c.example.net:7443", caSHA256: digest("ca"))],
            policy: policy ?? [
                PolicyRule(
                    name: .literal("two-people"),
                    require: [Requirement(role: .technician, count: 1), Requirement(role: .contact, count: 1)]
                )
            ]
        )
    }

    package func status(revokedKeys: [KeyFingerprint] = []) -> Status {
        Status(
            tenant: tenant,
            root: rootReference,
            issued: issued,
            expires: expires,
            revokedKeys: revokedKeys,
            revokedItems: [RevokedItem(item: .literal("printer.reset"))]
        )
    }
}
