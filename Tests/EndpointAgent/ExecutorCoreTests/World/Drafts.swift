import Model
import TestSupport
import TransparencyLog

/// A trust root to be changed member by member.
struct RootDraft: Sendable {
    var version: UInt64 = 2
    var issued = GateWorld.issued.adding(seconds: -3_600)
    var expires = GateWorld.issued.adding(seconds: 86_400 * 100)
    var people = GateWorld.people
    var logKey = GateWorld.logSigner.verifierKey
    var witnesses = WitnessPolicy(
        quorum: 1,
        maximumAgeSeconds: 3_600,
        list: GateWorld.witnesses.map { Witness(key: $0.verifierKey, url: "https://w.example/\($0.verifierKey.name)") }
    )
    var status = StatusPolicy(required: false, maximumAgeSeconds: 7_200)
    var webauthnOrigins: [String] = []
    var policy = GateWorld.policy

    var value: TrustRoot {
        TrustRoot(
            tenant: GateWorld.tenant,
            version: version,
            issued: issued,
            expires: expires,
            rootThreshold: 1,
            people: people,
            log: RootLog(origin: logKey.name, key: logKey),
            witnesses: witnesses,
            status: status,
            webauthnOrigins: webauthnOrigins,
            controllers: [
                ControllerAddress(address: "c.example.net:7443", caSHA256: Digest(sha256Of: "ca".utf8))
            ],
            policy: policy
        )
    }

    var reference: RootReference {
        RootReference(version: version, sha256: value.rendered().sha256)
    }
}

/// An operation to be changed member by member.
struct OrderDraft: Sendable {
    var id = OperationID.literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d5e")
    var tenant = GateWorld.tenant
    /// Nil names the root that the world holds.
    var root: RootReference?
    var issued = GateWorld.issued
    var expires = GateWorld.issued.adding(seconds: 7_200)
    var notBefore: Timestamp?
    var action = Action.script(
        ScriptAction(interpreter: .sh, script: GateWorld.scriptReference, parameters: [.literal("queue"): "HP-3F"])
    )
    var targets = Targets.devices([GateWorld.device])
    var limits = Limits(seconds: 120, memoryBytes: 256 << 20, outputBytes: 1 << 20, processes: 64)
    var ticket: String? = "T-2026-0042"
    var emergency = false
    var plan: RolloutPlan?
    var window: Hours?
    var conflict: ConflictName?
    var after: OperationID?
    var consent: ConsentRequest?
    var reboot = false
    var profile: RunProfile?

    func value(_ held: RootReference) -> Model.Operation {
        Model.Operation(
            id: id,
            tenant: tenant,
            root: root ?? held,
            issued: issued,
            expires: expires,
            notBefore: notBefore,
            action: action,
            targets: targets,
            limits: limits,
            reason: .make(salt: [UInt8](repeating: 7, count: SaltedDigest.saltLength), content: [1, 2, 3]),
            ticket: ticket,
            emergency: emergency,
            plan: plan,
            window: window,
            conflict: conflict,
            after: after,
            consent: consent,
            reboot: reboot,
            profile: profile
        )
    }
}

/// An approval to be changed member by member; nil is what fits the operation.
struct ApprovalDraft: Sendable {
    var signers = [GateWorld.contact]
    var operation: OperationID?
    var statement: Digest?
    var content: Digest?
    var root: RootReference?
    var issued: Timestamp?
    var expires: Timestamp?

    func value(_ operation: Model.Operation, _ text: StatementText) -> Approval {
        Approval(
            tenant: GateWorld.tenant,
            root: root ?? operation.root,
            operation: self.operation ?? operation.id,
            statementSha256: statement ?? text.sha256,
            scriptSha256: content ?? operation.action.contentSha256,
            issued: issued ?? operation.issued,
            expires: expires ?? operation.expires
        )
    }
}
