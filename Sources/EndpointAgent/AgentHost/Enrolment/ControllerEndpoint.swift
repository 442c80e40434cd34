internal import Model
package import TransparencyLog
package import Transport
internal import Wire
package import WireMessages

/// A controller as the trust root names it: where to dial, and the one authority that counts there.
package struct ControllerEndpoint: Hashable, Sendable {
    package let address: ServerAddress
    package let authoritySHA256: Digest

    /// Reads what the executor tells from its root; nil when it cannot be dialled.
    package init?(_ wire: WireControllerAddress) {
        guard let address = ServerAddress(wire.address), let digest = Digest(bytes: wire.caSha256) else { return nil }
        self.address = address
        authoritySHA256 = digest
    }

    /// The error with the values that a person needs to find its cause.
    func explained(_ error: TransportError, now: Timestamp) -> any Error {
        switch error {
        case .unreachable: AgentHostError.unreachable(address: "\(address)")
        case .closed(let reason): spoken(reason, now)
        case .frame: spoken(.malformedFrame, now)
        default: error
        }
    }

    private func spoken(_ reason: CloseReason, _ now: Timestamp) -> AgentHostError {
        .channel(address: "\(address)", authority: authoritySHA256.hex, reason: reason, now: now.text)
    }

    /// Those of a list that can be dialled, in order.
    ///
    /// - Throws: `noController` when there are none.
    package static func list(_ wire: [WireControllerAddress]) throws(AgentHostError) -> [ControllerEndpoint] {
        let endpoints = wire.compactMap(ControllerEndpoint.init)
        guard !endpoints.isEmpty else { throw .noController }
        return endpoints
    }
}
