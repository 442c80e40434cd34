import Model
import Transport
import Wire
import WireMessages

/// One connected endpoint, attacked over its own channel.
struct HostileSession: Sendable {
    let channel: ControllerChannel

    /// Greets as a controller does and takes the device's status.
    func greet() async throws -> UInt64? {
        guard let first = try await channel.next(), case .hello(let hello) = first else { return nil }
        var answer = WireControllerHello()
        answer.version = ProtocolVersion.newest
        answer.controllerVersion = "0.1.0"
        try await channel.send(.hello(answer))
        return hello.executor.checkpointSize
    }

    /// Delivers and waits for the gate's answer.
    ///
    /// - Returns: the code, and the tree size that the device now reports.
    func deliver(_ delivery: WireDelivery) async throws -> (code: String, size: UInt64) {
        try await channel.send(.delivery(delivery))
        while let message = try await channel.next() {
            switch message {
            case .refused(let refused) where refused.delivery == delivery.id:
                return (refused.code, refused.status.checkpointSize)
            case .progress(let progress) where progress.state == .running:
                throw Attack.Fault.accepted("running")
            case .ping(let ping):
                var pong = WirePong()
                pong.nonce = ping.nonce
                try await channel.send(.pong(pong))
            default:
                continue
            }
        }
        throw Attack.Fault.accepted("with the end of the connection")
    }

    /// Keeps an endpoint that is not attacked content.
    func idle() async throws {
        _ = try await greet()
        while let message = try await channel.next() {
            guard case .ping(let ping) = message else { continue }
            var pong = WirePong()
            pong.nonce = ping.nonce
            try await channel.send(.pong(pong))
        }
    }
}
