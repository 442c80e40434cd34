import ControllerCore
import Model
import OperatorClient
import TestSupport
import TransparencyLog

/// A controller that shows one state of one log, honest or not; each state is a value of its own.
struct FakeController: TenantSource {
    let fixtures = StatementFixtures()
    var leaves: [[UInt8]]
    var devices: [DeviceSummary] = []
    var targets: [TargetSummary] = []
    var blobs: [Digest: [UInt8]] = [:]
    /// The leaf that is shown in place of another.
    var swapped: [UInt64: [UInt8]] = [:]
    /// The root that is offered; the fixtures' own where absent.
    var offered: TrustRoot?
    /// Where the offered root is said to stand.
    var offeredIndex: UInt64 = 0
    var document: OperationDocument?
    /// What one who follows an order is told.
    var events: [OperationEvent] = []
    var enrolmentAnswer: EnrolmentFileAnswer?
    var rootSigner = StatementFixtures().contact

    /// A log that begins with the root.
    init() throws {
        leaves = [try fixtures.leaf(.root, fixtures.root().rendered(), signedBy: [fixtures.contact])]
    }

    /// Appends an entry and says where it stands.
    mutating func log(_ kind: EntryKind, _ text: StatementText, signedBy keys: [TestKey]? = nil) throws -> UInt64 {
        leaves.append(try fixtures.leaf(kind, text, signedBy: keys))
        return UInt64(leaves.count - 1)
    }

    /// Enrols the fixtures' device and admits it.
    mutating func admitDevice(signedBy keys: [TestKey], version: UInt64 = 1) throws {
        let enrolment = try log(.enrolment, fixtures.enrolment().rendered())
        let statement = try log(.device, fixtures.deviceStatement(version: version).rendered(), signedBy: keys)
        devices = [summary(enrolment, statement)]
    }

    func summary(_ enrolment: UInt64, _ statement: UInt64?) -> DeviceSummary {
        DeviceSummary(
            device: fixtures.device.text,
            enrolment: enrolment,
            statement: statement,
            connected: true,
            lastSeen: nil,
            hold: nil,
            agentVersion: nil,
            executorVersion: nil,
            lastSequence: 0,
            waiting: 0
        )
    }

    private var tree: MerkleTree { MerkleTree(leaves: leaves) }

    private func note() throws -> String {
        let tree = tree
        return try fixtures.logSigner.sign(Checkpoint(origin: fixtures.logOrigin, size: tree.size, root: tree.root)).raw
    }

    private func answering<Answer>(_ body: () throws -> Answer) throws(ClientError) -> Answer {
        do {
            return try body()
        } catch {
            throw .refused(APIError(code: "malformed", message: "\(error)"))
        }
    }

    func root(_ tenant: TenantID) async throws(ClientError) -> RootAnswer {
        let text = (offered ?? fixtures.root()).rendered()
        return RootAnswer(root: text.string, signatures: [rootSigner.sign(text, for: .root)], index: offeredIndex)
    }

    func devices(_ tenant: TenantID) async throws(ClientError) -> DeviceList { DeviceList(devices: devices) }

    func proofs(_ tenant: TenantID, _ request: ProofRequest) async throws(ClientError) -> ProofAnswer {
        try answering {
            let tree = tree
            return ProofAnswer(
                checkpoint: try note(),
                consistency: try ConsistencyProof.make(from: request.consistencyFrom, to: tree.size, nodes: tree)
                    .map(\.base64),
                leaves: try request.leaves.map { index in
                    ProvenLeaf(
                        index: index,
                        leaf: Base64.encode(swapped[index] ?? leaves[Int(index)]),
                        inclusion: try InclusionProof.make(index: index, size: tree.size, from: tree).map(\.base64)
                    )
                }
            )
        }
    }

    func entries(_ tenant: TenantID, from start: UInt64) async throws(ClientError) -> EntriesAnswer {
        try answering {
            EntriesAnswer(start: start, leaves: leaves[Int(start)...].map { Base64.encode($0) }, checkpoint: try note())
        }
    }

    func checkpoint(_ tenant: TenantID) async throws(ClientError) -> String { try answering { try note() } }

    func blob(_ tenant: TenantID, _ sha256: Digest) async throws(ClientError) -> [UInt8]? { blobs[sha256] }

    // What verification doesn't ask for.

    private var nothing: ClientError { .answer(status: 404, path: "/") }

    func operations(_ tenant: TenantID) async throws(ClientError) -> OperationList { throw nothing }
    func operation(_ tenant: TenantID, _ id: OperationID) async throws(ClientError) -> OperationDocument {
        guard let document else { throw nothing }
        return document
    }
    func inbox(_ tenant: TenantID) async throws(ClientError) -> OperationList { throw nothing }
    func inventory(_ tenant: TenantID) async throws(ClientError) -> InventoryList { throw nothing }
    func inventory(_ tenant: TenantID, _ device: DeviceID) async throws(ClientError) -> InventoryDocument {
        throw nothing
    }
    func enrolmentFile(
        _ tenant: TenantID,
        _ request: EnrolmentFileRequest
    ) async throws(ClientError) -> EnrolmentFileAnswer {
        guard let enrolmentAnswer else { throw nothing }
        return enrolmentAnswer
    }
    func submit(_ tenant: TenantID, _ submission: Submission) async throws(ClientError) -> SubmissionAnswer {
        throw nothing
    }
    func watch(_ tenant: TenantID, _ id: OperationID, _ take: (OperationEvent) async throws -> Bool) async throws {
        for event in events {
            guard try await take(event) else { return }
        }
    }
    func export(_ tenant: TenantID, _ take: (_ chunk: [UInt8]) async throws -> Void) async throws { throw nothing }
}
