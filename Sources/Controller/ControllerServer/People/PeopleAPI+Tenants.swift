import ControllerCore
import HTTPTypes
import Hummingbird
import Model
import TransparencyLog
import Transport
import Trust

extension PeopleAPI {
    @Sendable
    func listTenants(_ call: PeopleCall) async throws -> Response {
        let caller = try call.signedIn()
        let now = controller.clock()
        var tenants: [TenantSummary] = []
        for service in await controller.tenants.all() {
            guard let trust = await service.trust,
                AccessRight.submit.holder(caller.session, trust: trust, now: now) != nil,
                let summary = await service.summary()
            else { continue }
            tenants.append(summary)
        }
        return try Answer.json(TenantList(tenants: tenants))
    }

    @Sendable
    func draft(_ call: PeopleCall) async throws -> Response {
        guard let tenant = call.tenant, tenant != .provider else { throw APIFailure.notFound("tenant") }
        let key = try controller.logKeys.signerMadeIfMissing(tenant).verifierKey
        return try Answer.json(
            TenantDraft(
                origin: key.name,
                logKey: key.text,
                controllers: [
                    TenantDraft.Address(
                        address: controller.configuration.agentsAddress,
                        caSha256: controller.keys.agentsAuthority.sha256.hex
                    )
                ]
            )
        )
    }

    /// The first root of a client: signed by its own people, and of a log that this controller can keep.
    @Sendable
    func createTenant(_ call: PeopleCall) async throws -> Response {
        let caller = try call.signedIn()
        let creation: TenantCreation = try await call.body(limit: Self.bodyLimit)
        let text = StatementText(creation.root)
        let held: HeldRoot
        do throws(Refusal) {
            held = try RootUpdate.judgeFirst(text, signatures: creation.signatures, zones: controller.zones)
        } catch {
            throw APIFailure.refused(APIError(refusal: error))
        }
        let root = held.root
        guard root.tenant != .provider else {
            throw APIFailure.refused(
                APIError(
                    code: "tenant",
                    message: "_provider is made with countersign-controller begin",
                    member: "tenant"
                )
            )
        }
        let key = try controller.logKeys.signerMadeIfMissing(root.tenant).verifierKey
        if let member = RootOwnership.foreignMember(
            of: root,
            log: key,
            address: controller.configuration.agentsAddress,
            authority: controller.keys.agentsAuthority.sha256
        ) {
            throw APIFailure.refused(
                APIError(
                    code: "draft",
                    message: "\"\(member)\" is not what this controller drafted for \(root.tenant)",
                    hint: "make the root anew with countersign tenant create",
                    member: member
                )
            )
        }
        guard RootExpiry.refusal(root, now: controller.clock()) == nil else {
            throw APIFailure.refused(
                APIError(code: "stale", message: "the root expired at \(root.expires)", member: "expires")
            )
        }
        let service: TenantService
        do {
            try await controller.tenants.mayBegin(root.tenant)
            // Said first: a client never stands here without its entry. One that is said and not begun is begun by the
            // next try.
            try await controller.tenants.service(.provider).append(
                SystemWords(tenant: .provider, event: .tenant, person: caller.person, object: root.tenant.text)
            )
            service = try await controller.tenants.begin(
                root.tenant,
                root: LogDraft(kind: .root, text: text, signatures: creation.signatures)
            )
        } catch FoundingError.begun {
            throw APIFailure(
                .conflict,
                "tenant-exists",
                "client \(root.tenant) has a trust root already",
                hint: "change it with a next version, or choose another name"
            )
        }
        guard let summary = await service.summary() else { throw APIFailure.notFound("tenant") }
        return try Answer.json(summary, status: .created)
    }

    @Sendable
    func root(_ call: PeopleCall) async throws -> Response {
        let service = try call.opened()
        guard let index = await service.root?.index else { throw APIFailure.notFound("root") }
        let leaf = try await service.log.leaf(at: index)
        let entry = try Entry(leaf: leaf)
        return try Answer.json(
            RootAnswer(
                root: entry.statementText.string,
                signatures: RootSignatures.armored(in: leaf),
                index: index
            )
        )
    }

    /// A token and the file that carries it.
    ///
    /// The token admits nobody; people do, by a device statement.
    @Sendable
    func enrolmentFile(_ call: PeopleCall) async throws -> Response {
        let service = try call.opened()
        let caller = try call.signedIn()
        let request: EnrolmentFileRequest = try await call.body(limit: Self.strangerLimit)
        var random = SystemRandomNumberGenerator()
        let issued: TokenIssue.Issued
        switch TokenIssue.issue(
            request,
            tenant: service.tenant,
            person: caller.person,
            now: controller.clock(),
            random: &random
        ) {
        case .failure(let error): throw APIFailure.refused(error)
        case .success(let success): issued = success
        }
        // The token counts once its entry is logged.
        try await service.append(issued.token.words)
        guard let root = await service.root, let checkpoint = try await service.log.latestCheckpoint()
        else { throw APIFailure.notFound("root") }
        let file = try EnrolmentFileWriter.file(
            rootLeaf: try await service.log.leaf(at: root.index),
            checkpoint: checkpoint.note,
            token: issued.secret
        )
        return try Answer.json(
            EnrolmentFileAnswer(
                file: String(decoding: file.rendered(), as: UTF8.self),
                expires: issued.token.expires.text,
                rootSha256: root.held.sha256.hex
            )
        )
    }
}
