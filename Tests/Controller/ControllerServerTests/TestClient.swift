import ControllerCore
import ControllerServer
import Model
import NIOHTTP1
import TestSupport
import Testing
import TransparencyLog

/// A client company `acme` of a running controller: Li Wei is contact and holds the root, Zhao is technician.
struct TestClient: Sendable {
    let tenant: TenantID
    let root: StatementText
    /// Of Zhao's session.
    let token: String
    let fixtures: StatementFixtures

    var rootReference: RootReference {
        RootReference(version: 1, sha256: root.sha256)
    }

    /// The root that fits the controller's draft.
    static func draftRoot(
        _ running: RunningController,
        token: String,
        tenant: TenantID = .literal("acme")
    ) async throws -> TrustRoot {
        let draft: TenantDraft = try await running.people.send(.POST, "/v1/tenants/\(tenant)/draft", token: token)
            .decoded()
        let sample = StatementFixtures(issued: Ground.now()).root()
        return TrustRoot(
            tenant: tenant,
            version: 1,
            issued: sample.issued,
            expires: sample.expires,
            rootThreshold: 1,
            people: sample.people,
            log: RootLog(origin: draft.origin, key: try NoteVerifierKey(draft.logKey)),
            witnesses: sample.witnesses,
            status: sample.status,
            controllers: draft.controllers.compactMap { address in
                Digest(hex: address.caSha256).map { ControllerAddress(address: address.address, caSHA256: $0) }
            },
            policy: [
                PolicyRule(
                    name: .literal("admit"),
                    kinds: [.device],
                    require: [Requirement(role: .contact, count: 1)]
                ),
                PolicyRule(
                    name: .literal("everyday"),
                    kinds: [.script],
                    require: [Requirement(role: .technician, count: 1)]
                ),
            ]
        )
    }

    static func create(
        _ running: RunningController,
        tenant: TenantID = .literal("acme")
    ) async throws -> TestClient {
        let token = try await running.people.token(running.ground.technician)
        let root = try await draftRoot(running, token: token, tenant: tenant)
        let text = root.rendered()
        let reply = try await running.people.post(
            "/v1/tenants",
            TenantCreation(root: text.string, signatures: [running.ground.contact.sign(text, for: .root)]),
            token: token
        )
        #expect(reply.status == 201)
        return TestClient(
            tenant: root.tenant,
            root: text,
            token: token,
            fixtures: StatementFixtures(issued: Ground.now())
        )
    }
}
