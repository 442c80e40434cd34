import ControllerCore
import Model
import OperatorClient
import TestSupport
import Testing
import TransparencyLog
import Trust

@Suite struct TrustedTenantTests {
    private let fixtures = StatementFixtures()
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// The tenant as a new run of the command line opens it, with the home of the runs before.
    private func open(_ controller: FakeController, expected: Digest? = nil) async throws -> TrustedTenant {
        try await TrustedTenant.open(
            fixtures.tenant,
            api: controller,
            home: ClientHome(path: folder.file("home")),
            zones: TimeZoneFolder.system,
            expected: expected,
            notice: { _ in }
        )
    }

    private var both: [TestKey] { [fixtures.technician, fixtures.contact] }

    @Test func `names and groups come from statements that the rules let people sign`() async throws {
        var controller = try FakeController()
        try controller.admitDevice(signedBy: both)
        let devices = try await open(controller).devices()
        #expect(devices.map(\.target.name) == ["finance-pc-3"])
        #expect(devices.map(\.target.state) == [.active])
    }

    @Test func `a device statement by too few people names nobody`() async throws {
        var controller = try FakeController()
        try controller.admitDevice(signedBy: [fixtures.technician])
        let tenant = try await open(controller)
        let error = await #expect(throws: ClientError.self) { try await tenant.devices() }
        #expect(error?.status == .verification)
        #expect(error?.description.contains("rule-unmet") == true)
    }

    @Test func `a device statement by strangers names nobody`() async throws {
        var controller = try FakeController()
        try controller.admitDevice(signedBy: [TestKey("mallory"), TestKey("eve")])
        let tenant = try await open(controller)
        let error = await #expect(throws: ClientError.self) { try await tenant.devices() }
        #expect(error?.status == .verification)
    }

    @Test func `a leaf that is not the one in the tree is unproven`() async throws {
        var controller = try FakeController()
        try controller.admitDevice(signedBy: both)
        controller.swapped[2] = try fixtures.leaf(
            .device,
            fixtures.deviceStatement(version: 9).rendered(),
            signedBy: both
        )
        let tenant = try await open(controller)
        await #expect(throws: ClientError.leafUnproven(index: 2)) { try await tenant.devices() }
    }

    @Test func `a log that grew is followed, one that shrank or changed is not`() async throws {
        var controller = try FakeController()
        try controller.admitDevice(signedBy: both)
        let short = try FakeController()
        _ = try await open(controller).devices()

        await #expect(throws: ClientError.checkpointOlder(held: 3, presented: 1)) {
            _ = try await open(short).latestCheckpoint()
        }
        var other = controller
        other.leaves[1] = short.leaves[0]
        let fork = await #expect(throws: ClientError.self) { _ = try await open(other).latestCheckpoint() }
        guard case .fork(let size, let kept) = fork else {
            Issue.record("a fork passed as \(String(describing: fork))")
            return
        }
        #expect(size == 3)
        #expect(PlainFile.exists(kept))
        _ = try other.log(.enrolment, fixtures.enrolment().rendered())
        await #expect(throws: ClientError.inconsistent(from: 3, to: 4)) { _ = try await open(other).latestCheckpoint() }
        _ = try controller.log(.inventory, fixtures.inventory().rendered())
        let checkpoint = try await open(controller).latestCheckpoint()
        #expect(checkpoint.checkpoint.size == 4)
    }

    @Test func `a device's statement can't be hidden again or go back`() async throws {
        var controller = try FakeController()
        try controller.admitDevice(signedBy: both)
        let first = controller.devices
        let second = try controller.log(.device, fixtures.deviceStatement(version: 2).rendered(), signedBy: both)
        controller.devices = [controller.summary(1, second)]
        _ = try await open(controller).devices()
        controller.devices = [controller.summary(1, nil)]
        await #expect(throws: ClientError.deviceOlder(device: fixtures.device, held: 2, presented: 0)) {
            try await open(controller).devices()
        }
        controller.devices = first
        await #expect(throws: ClientError.deviceOlder(device: fixtures.device, held: 2, presented: 1)) {
            try await open(controller).devices()
        }
    }

    /// The second root, in which the technician is another person.
    private var withoutZhao: TrustRoot {
        let first = fixtures.root()
        return TrustRoot(
            tenant: first.tenant,
            version: 2,
            issued: first.issued,
            expires: first.expires,
            rootThreshold: first.rootThreshold,
            people: [
                first.people[0],
                Person(
                    id: .literal("t-qian"),
                    name: "Qian",
                    organisation: .provider,
                    roles: [.technician],
                    keys: [PersonKey(key: TestKey("qian").publicKey)]
                ),
            ],
            log: first.log,
            witnesses: first.witnesses,
            status: first.status,
            controllers: first.controllers,
            policy: first.policy
        )
    }

    /// Logs and offers the second root.
    private func replaceTechnician(_ controller: inout FakeController) throws {
        controller.offered = withoutZhao
        controller.offeredIndex = try controller.log(.root, withoutZhao.rendered(), signedBy: [fixtures.contact])
    }

    @Test func `a device statement made when its people had the right still counts after they have left`() async throws
    {
        var controller = try FakeController()
        _ = try await open(controller)
        try controller.admitDevice(signedBy: both)
        try replaceTechnician(&controller)
        let devices = try await open(controller).devices()
        #expect(devices.map(\.target.name) == ["finance-pc-3"])
    }

    @Test func `a device statement by people whose right has ended is refused, whatever root it names`() async throws {
        var controller = try FakeController()
        _ = try await open(controller)
        try replaceTechnician(&controller)
        try controller.admitDevice(signedBy: both)
        let tenant = try await open(controller)
        let error = await #expect(throws: ClientError.self) { try await tenant.devices() }
        #expect(error?.status == .verification)
        #expect(error?.description.contains("signer-removed") == true, "\(String(describing: error))")
    }

    @Test func `a root that is said to stand where it does not stand admits nobody`() async throws {
        var controller = try FakeController()
        _ = try await open(controller)
        try replaceTechnician(&controller)
        try controller.admitDevice(signedBy: both)
        let said = controller.offeredIndex + 2
        controller.offeredIndex = said
        let tenant = try await open(controller)
        await #expect(throws: ClientError.leafUnexpected(index: said, wanted: "trust root 2 of acme")) {
            try await tenant.devices()
        }
    }

    @Test func `a device statement of a known version that says otherwise is refused`() async throws {
        var controller = try FakeController()
        try controller.admitDevice(signedBy: both)
        _ = try await open(controller).devices()
        let other = fixtures.deviceStatement(version: 1, groups: [.literal("desktops")])
        let index = try controller.log(.device, other.rendered(), signedBy: both)
        controller.devices = [controller.summary(1, index)]
        let tenant = try await open(controller)
        let error = await #expect(throws: ClientError.self) { try await tenant.devices() }
        #expect(error?.status == .verification)
        #expect(tenant.known[fixtures.device]?.groups == ["finance"])
    }

    // MARK: enrolment files

    @Test func `an enrolment file is taken only if the digest that is shown is that of its root`() async throws {
        var controller = try FakeController()
        let text = fixtures.root().rendered()
        let file = EnrolmentFile(
            root: text,
            signatures: [fixtures.contact.sign(text, for: .root)],
            checkpoint: "",
            token: [UInt8](repeating: 7, count: EnrolmentFile.tokenLength)
        )
        let answer = { (sha256: String) in
            EnrolmentFileAnswer(
                file: String(decoding: file.rendered(), as: UTF8.self),
                expires: self.fixtures.expires.text,
                rootSha256: sha256
            )
        }
        let request = EnrolmentFileRequest(uses: 1, validSeconds: 3_600)
        controller.enrolmentAnswer = answer(text.sha256.hex)
        let taken = try await open(controller).enrolmentFile(request)
        #expect(taken.rootSha256 == text.sha256.hex)
        controller.enrolmentAnswer = answer(Digest.zero.hex)
        let tenant = try await open(controller)
        let error = await #expect(throws: ClientError.self) { try await tenant.enrolmentFile(request) }
        #expect(error?.status == .verification)
    }

    // MARK: roots

    @Test func `the first root is pinned, and another of the same version is refused`() async throws {
        var controller = try FakeController()
        let pinned = try await open(controller).chain.current.sha256
        #expect(pinned == fixtures.rootReference.sha256)
        controller.offered = fixtures.root(policy: [
            PolicyRule(name: .literal("all"), require: [Requirement(role: .technician, count: 1)])
        ])
        let error = await #expect(throws: ClientError.self) { try await open(controller) }
        #expect(error?.description.contains("equivocation") == true)
    }

    @Test func `the next root is taken if the pinned one's people signed it`() async throws {
        var controller = try FakeController()
        _ = try await open(controller)
        controller.offered = fixtures.root(version: 2)
        controller.rootSigner = fixtures.technician
        await #expect(throws: ClientError.self) { try await open(controller) }
        controller.rootSigner = fixtures.contact
        let version = try await open(controller).root.version
        #expect(version == 2)
        controller.offered = nil
        await #expect(throws: ClientError.rootOlder(tenant: fixtures.tenant, held: 2, presented: 1)) {
            try await open(controller)
        }
    }

    @Test func `a root with another digest than the paper's is not pinned`() async throws {
        let controller = try FakeController()
        await #expect(throws: ClientError.self) { try await open(controller, expected: .zero) }
        #expect(!PlainFile.exists(folder.file("home/tenants/acme/root.json")))
        let tenant = try await open(controller, expected: fixtures.rootReference.sha256)
        #expect(tenant.root.version == 1)
    }

    // MARK: orders

    private let otherID: OperationID = .literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d5f")

    @Test func `an answer about another order than the one asked for is refused`() async throws {
        var controller = try FakeController()
        let summary = try ordered(&controller)
        controller.document = OperationDocument(summary: summary, statement: "", entries: [])
        let tenant = try await open(controller)
        let unexpected = ClientError.leafUnexpected(index: summary.index, wanted: "operation \(otherID)")
        await #expect(throws: unexpected) { try await tenant.operation(otherID) }
        await #expect(throws: unexpected) { try await tenant.verified(summary, as: otherID) }
        let answered = try await tenant.operation(fixtures.operation().id)
        #expect(answered.summary == summary)
    }

    @Test func `an answer that takes the asked order's name for another's leaf is refused`() async throws {
        var controller = try FakeController()
        var summary = try ordered(&controller)
        summary.id = otherID.text
        let tenant = try await open(controller)
        await #expect(throws: ClientError.leafUnexpected(index: summary.index, wanted: "operation \(otherID)")) {
            try await tenant.verified(summary, as: otherID)
        }
    }

    @Test(arguments: ["state", "end", "output"])
    func `an event about another order than the one followed is refused`(_ event: String) async throws {
        var controller = try FakeController()
        let summary = try ordered(&controller)
        controller.events = [OperationEvent(event: event, summary: summary)]
        let tenant = try await open(controller)
        var taken = 0
        await #expect(throws: ClientError.leafUnexpected(index: summary.index, wanted: "operation \(otherID)")) {
            try await tenant.watch(otherID) { _ in
                taken += 1
                return true
            }
        }
        #expect(taken == 0)
        try await tenant.watch(fixtures.operation().id) { _ in
            taken += 1
            return true
        }
        #expect(taken == 1)
    }

    @Test func `those who approved are read from the log, each once, and only for this very order`() async throws {
        var controller = try FakeController()
        let summary = try ordered(&controller)
        let approval = fixtures.approval(of: fixtures.operation()).rendered()
        let first = try controller.log(.approval, approval, signedBy: [fixtures.contact])
        let second = try controller.log(.approval, approval, signedBy: [fixtures.contact])
        let other = try controller.log(
            .approval,
            fixtures.approval(of: fixtures.operation(id: otherID)).rendered(),
            signedBy: [fixtures.technician]
        )
        let tenant = try await open(controller)
        let order = try await tenant.verified(summary, as: fixtures.operation().id)
        let approvers = try await tenant.approvers(of: order, among: [first, second, other])
        #expect(approvers == ["p-lw"])
    }

    // MARK: receipts

    private func ordered(_ controller: inout FakeController) throws -> OperationSummary {
        let operation = fixtures.operation()
        let index = try controller.log(.operation, operation.rendered())
        return OperationSummary(
            id: operation.id.text,
            index: index,
            sha256: operation.rendered().sha256.hex,
            state: "done",
            since: fixtures.issued.text,
            issued: fixtures.issued.text,
            expires: fixtures.expires.text,
            kind: "script",
            title: "fix-print-queue.sh",
            scriptSha256: nil,
            ticket: nil,
            signers: [],
            approvers: [],
            targets: [],
            missing: []
        )
    }

    private func told(_ receipt: UInt64?) -> [TargetSummary] {
        [TargetSummary(device: fixtures.device.text, state: "succeeded", since: fixtures.issued.text, receipt: receipt)]
    }

    @Test func `a receipt counts when the device signed it and the log holds it`() async throws {
        var controller = try FakeController()
        let summary = try ordered(&controller)
        let index = try controller.log(.receipt, fixtures.receipt(for: fixtures.operation()).rendered())
        let tenant = try await open(controller)
        let order = try await tenant.verified(summary, as: fixtures.operation().id)
        let receipts = try await tenant.receipts(of: order, told(index))
        #expect(receipts[fixtures.device]?.receipt.outcome == .succeeded)
    }

    @Test func `a success without a receipt is none`() async throws {
        var controller = try FakeController()
        let summary = try ordered(&controller)
        let tenant = try await open(controller)
        let order = try await tenant.verified(summary, as: fixtures.operation().id)
        let receipts = try await tenant.receipts(of: order, told(nil))
        #expect(receipts.isEmpty)
        await #expect(throws: ClientError.self) { try await tenant.receipts(of: order, told(0)) }
    }

    @Test func `a receipt for another order does not count`() async throws {
        var controller = try FakeController()
        let summary = try ordered(&controller)
        let other = fixtures.operation(id: .literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d5f"))
        let index = try controller.log(.receipt, fixtures.receipt(for: other).rendered())
        let tenant = try await open(controller)
        let order = try await tenant.verified(summary, as: fixtures.operation().id)
        let error = await #expect(throws: ClientError.self) { try await tenant.receipts(of: order, told(index)) }
        #expect(error?.status == .verification)
    }

    @Test func `an output is shown only if its digest is the signed one`() async throws {
        var controller = try FakeController()
        let blob = fixtures.salt + Array("all done\n".utf8)
        let digest = OutputDigest(
            sha256: Digest(sha256Of: blob),
            bytes: 9,
            keptBytes: 9,
            truncated: false,
            masked: false
        )
        let erased = try await open(controller).output(digest, called: "stdout")
        #expect(erased == nil)
        controller.blobs[digest.sha256] = blob
        let output = try await open(controller).output(digest, called: "stdout")
        #expect(output == Array("all done\n".utf8))
        controller.blobs[digest.sha256] = fixtures.salt + Array("all good\n".utf8)
        await #expect(throws: ClientError.contentMismatch(what: "stdout", expected: digest.sha256)) {
            try await open(controller).output(digest, called: "stdout")
        }
    }
}
