import Synchronization

/// What several parts of one connection tell each other: the first reason to end it, and who the agent turned out to be.
///
/// The verification of certificates runs outside of the event loop, hence the lock.
final class ConnectionRecord: Sendable {
    private struct State {
        var reason: CloseReason?
        var agent: AgentIdentity?
    }

    private let state = Mutex(State())

    /// The reason, once there is one.
    var reason: CloseReason? {
        state.withLock { $0.reason }
    }

    /// The verified agent.
    var agent: AgentIdentity? {
        state.withLock { $0.agent }
    }

    /// Notes why the connection ends; the first reason stays, since later ones are its consequences.
    func note(_ reason: CloseReason) {
        state.withLock { $0.reason = $0.reason ?? reason }
    }

    func accept(_ agent: AgentIdentity) {
        state.withLock { $0.agent = agent }
    }
}
