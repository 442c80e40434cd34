import Glibc
import SwiftProtobuf
import Testing
import Wire
import WireMessages

@testable import Transport

/// Small frames must not wait for each other (RFC 896 meets RFC 1122 §4.2.3.2): looked for on the live sockets, since only
/// the kernel knows.
@Suite(.timeLimit(.minutes(1))) struct NoDelayTests {
    /// TCP_NODELAY of every connected socket of this process with this port at either end.
    private func settings(port: Int) -> [Bool] {
        (Int32(0)..<4_096).compactMap { descriptor in
            var own = sockaddr_in()
            var peer = sockaddr_in()
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isConnected = withUnsafeMutablePointer(to: &peer) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(descriptor, $0, &size) }
            }
            guard isConnected == 0, peer.sin_family == sa_family_t(AF_INET) else { return nil }
            size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isBound = withUnsafeMutablePointer(to: &own) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
            }
            guard isBound == 0 else { return nil }
            guard Int(in_port_t(bigEndian: own.sin_port)) == port || Int(in_port_t(bigEndian: peer.sin_port)) == port
            else { return nil }
            var value: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            guard getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &value, &length) == 0 else { return nil }
            return value != 0
        }
    }

    @Test func `both ends of an agent's connection send frames at once`() async throws {
        let fixtures = try Fixtures()
        try await RunningListener.run(fixtures) { listener in
            let dialer = ChannelDialer(now: { Fixtures.now })
            let found = try await dialer.connect(
                to: listener.address,
                trusting: fixtures.authority.sha256,
                as: fixtures.agent()
            ) { channel in
                try await channel.send(.ping(.with { $0.nonce = 1 }))
                #expect(try await channel.next() == .pong(.with { $0.nonce = 1 }))
                return settings(port: listener.port)
            }
            #expect(found == [true, true])
            await dialer.shutdown()
        }
    }
}
