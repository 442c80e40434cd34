package import NIOCore
import Synchronization

/// Decides which new connections there is room for.
///
/// Two bounds: one on all connections, one on those of an address that have proven nothing yet. The second is per /64 for
/// IPv6, where one host owns so many addresses. Agents behind one office's address share it only while they shake hands.
package final class ConnectionGate: Sendable {
    /// A place taken by one connection, given back exactly once.
    package final class Place: Sendable {
        private enum Stage {
            case unproven, proven, gone
        }

        private let gate: ConnectionGate
        private let origin: [UInt8]
        private let stage = Mutex(Stage.unproven)

        fileprivate init(gate: ConnectionGate, origin: [UInt8]) {
            self.gate = gate
            self.origin = origin
        }

        /// The peer has shown a good certificate.
        package func prove() {
            let first = stage.withLock { stage in
                guard stage == .unproven else { return false }
                stage = .proven
                return true
            }
            if first { gate.settle(origin) }
        }

        /// The connection is gone.
        package func leave() {
            let before = stage.withLock { stage in
                defer { stage = .gone }
                return stage
            }
            if before == .unproven { gate.settle(origin) }
            if before != .gone { gate.release() }
        }
    }

    private struct State {
        var all = 0
        var unproven: [[UInt8]: Int] = [:]
    }

    private let limit: Int
    private let unprovenLimit: Int
    private let state = Mutex(State())

    package init(limit: Int, unprovenLimit: Int) {
        self.limit = limit
        self.unprovenLimit = unprovenLimit
    }

    /// Addresses that are remembered: those of connections that stand and have proven nothing.
    var origins: Int { state.withLock { $0.unproven.count } }

    /// Takes a place for a new connection, or says why there is none.
    package func enter(_ address: SocketAddress?) -> Result<Place, CloseReason> {
        let origin = Self.origin(address)
        let refusal = state.withLock { state -> CloseReason? in
            guard state.all < limit else { return .tooManyConnections }
            guard state.unproven[origin, default: 0] < unprovenLimit else { return .tooManyUnauthenticated }
            state.all += 1
            state.unproven[origin, default: 0] += 1
            return nil
        }
        if let refusal { return .failure(refusal) }
        return .success(Place(gate: self, origin: origin))
    }

    private func settle(_ origin: [UInt8]) {
        state.withLock { state in
            let left = state.unproven[origin, default: 1] - 1
            state.unproven[origin] = left > 0 ? left : nil
        }
    }

    private func release() {
        state.withLock { $0.all -= 1 }
    }

    /// What counts as one origin: an IPv4 address or an IPv6 /64.
    static func origin(_ address: SocketAddress?) -> [UInt8] {
        guard let text = address?.ipAddress, let bytes = InternetAddress.bytes(text) else { return [] }
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
        if bytes.count == 16, bytes.starts(with: mapped) { return Array(bytes.dropFirst(12)) }
        return Array(bytes.prefix(8))
    }
}
