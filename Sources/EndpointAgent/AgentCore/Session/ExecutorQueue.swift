import TransparencyLog
import Wire
import WireMessages

/// The session's requests to the executor: numbered, at most four under way, the rest in order behind them.
struct ExecutorQueue: Sendable {
    /// Why something was asked, which says what the answer must be.
    enum Purpose: Hashable, Sendable {
        case delivery(UInt64)
        case evidence(UInt64)
        case receiptProof(sequence: UInt64)
        case spoolPage
        case blob
        case privilegedFacts

        /// Whether a message of the controller's waits behind it.
        var isRelay: Bool {
            switch self {
            case .delivery, .evidence, .receiptProof: true
            case .spoolPage, .blob, .privilegedFacts: false
            }
        }
    }

    private var nextID: UInt64 = 1
    private var waiting: [(Purpose, WireExecutorRequest.OneOf_Request)] = []
    private var underWay: [UInt64: Purpose] = [:]

    /// The controller's messages that have no answer yet.
    var relays: Int {
        underWay.values.count(where: \.isRelay) + waiting.count { $0.0.isRelay }
    }

    /// Whether something is asked or will be.
    func contains(_ purpose: Purpose) -> Bool {
        underWay.values.contains(purpose) || waiting.contains { $0.0 == purpose }
    }

    mutating func put(_ purpose: Purpose, _ request: WireExecutorRequest.OneOf_Request) {
        waiting.append((purpose, request))
    }

    /// The next request to send now, nil for none.
    mutating func next() -> WireExecutorRequest? {
        guard underWay.count < WireLimits.executorRequestsInFlight, !waiting.isEmpty else { return nil }
        let (purpose, member) = waiting.removeFirst()
        var request = WireExecutorRequest(member)
        request.id = nextID
        underWay[nextID] = purpose
        nextID &+= 1
        return request
    }

    /// Takes the purpose of an answered request; nil for a number that waits for nothing.
    mutating func answered(_ id: UInt64) -> Purpose? {
        underWay.removeValue(forKey: id)
    }
}
