import Dispatch
import ExecutorHost
import FoundationEssentials
import Glibc
import Inventory
import Model
import Synchronization
import TestSupport
import TransparencyLog
import Wire
import WireMessages

/// An executor that answers from memory, behind the executor's real socket.
final class ScriptedExecutor: Sendable {
    struct State: Sendable {
        var isEnrolled: Bool
        var controllers: [WireControllerAddress] = []
        /// Receipts that wait for a proof.
        var receipts: [UInt64] = []
        /// What the agent wanted to have stated.
        var agentKeys: [String] = []
        var requests: [Digest] = []
        /// Whether the certificate lay on disk when the agent confirmed it.
        var wasStoredBeforeConfirmed: Bool?
    }

    static let token = [UInt8](repeating: 5, count: 32)

    let path: String
    private let channelFile: String
    private let state: Mutex<State>

    init(folder: TemporaryFolder, isEnrolled: Bool) {
        path = folder.file("executor.sock")
        channelFile = folder.file("agent/channel.pem")
        state = Mutex(State(isEnrolled: isEnrolled))
    }

    var seen: State { state.withLock { $0 } }

    func change(_ change: @Sendable (inout State) -> Void) {
        state.withLock { change(&$0) }
    }

    /// Serves while the body runs, on a thread that may block.
    func whileServing(_ body: () async throws -> Void) async throws {
        let listener = try ExecutorSocketListener(path: path, for: getuid())
        let server = try ExecutorSocketServer(expectedUser: getuid()) { request in
            var message = WireExecutorMessage(self.answer(request))
            message.id = request.id
            return message
        }
        let serving = ServingThread(server: server, listener: listener)
        let served = DispatchGroup()
        DispatchQueue(label: "executor").async(group: served) { serving.run() }
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        server.stop()
        await withCheckedContinuation { done in served.notify(queue: .global()) { done.resume() } }
        try result.get()
    }

    private func answer(_ request: WireExecutorRequest) -> WireExecutorMessage.OneOf_Message {
        let fixtures = StatementFixtures()
        return state.withLock { state in
            switch request.request {
            case .identity:
                return .identity(Self.identity(state))
            case .enrolmentTicket:
                var ticket = WireEnrolmentTicket()
                ticket.tenant = fixtures.tenant.text
                ticket.device = fixtures.device.text
                ticket.token = Data(Self.token)
                ticket.controllers = state.controllers
                return .enrolmentTicket(ticket)
            case .enrolmentStatement(let order):
                state.agentKeys.append(order.agentKey)
                state.requests.append(Digest(bytes: order.csrSha256) ?? .zero)
                var signed = WireSignedStatement()
                signed.statement = Data("{}".utf8)
                signed.signature = "signature"
                return .enrolmentStatement(signed)
            case .enrolmentConfirmed:
                state.wasStoredBeforeConfirmed = access(channelFile, F_OK) == 0
                state.isEnrolled = true
                return .identity(Self.identity(state))
            case .spool(let request):
                var page = WireSpoolPage()
                page.receipts = state.receipts.filter { $0 > request.afterSequence }.map { sequence in
                    var report = WireReceiptReport()
                    report.sequence = sequence
                    return report
                }
                return .spool(page)
            case .receiptProof(let proof):
                state.receipts.removeAll { $0 == proof.sequence }
                var judged = WireReceiptProofJudged()
                judged.sequence = proof.sequence
                judged.code = "ok"
                judged.status = Self.identity(state).status
                return .receiptJudged(judged)
            case .privilegedFacts:
                var facts = WirePrivilegedFacts()
                facts.facts = PrivilegedFacts.read()
                return .privilegedFacts(facts)
            default:
                return .failure(WireFailure())
            }
        }
    }

    private static func identity(_ state: State) -> WireIdentity {
        let fixtures = StatementFixtures()
        var identity = WireIdentity()
        identity.status.tenant = fixtures.tenant.text
        identity.status.device = fixtures.device.text
        identity.status.spooled = UInt32(state.receipts.count)
        identity.controllers = state.controllers
        identity.enrolled = state.isEnrolled
        return identity
    }
}

/// Takes the listener to the thread that serves it.
private final class ServingThread: Sendable {
    private let server: ExecutorSocketServer
    private let listener: ExecutorSocketListener

    init(server: ExecutorSocketServer, listener: consuming ExecutorSocketListener) {
        self.server = server
        self.listener = listener
    }

    func run() { _ = try? server.run(on: listener) }
}
