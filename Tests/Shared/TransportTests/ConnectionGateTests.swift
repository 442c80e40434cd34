import NIOCore
import Testing

@testable import Transport

@Suite struct ConnectionGateTests {
    @Test func `unproven places are bounded per address and given back once`() throws {
        let gate = ConnectionGate(limit: 10, unprovenLimit: 2)
        let here = try SocketAddress(ipAddress: "192.0.2.1", port: 1)
        let there = try SocketAddress(ipAddress: "192.0.2.2", port: 1)
        let first = try gate.enter(here).get()
        let second = try gate.enter(here).get()
        #expect(throws: CloseReason.tooManyUnauthenticated) { try gate.enter(here).get() }
        _ = try gate.enter(there).get()
        first.prove()
        first.prove()
        let third = try gate.enter(here).get()
        #expect(throws: CloseReason.tooManyUnauthenticated) { try gate.enter(here).get() }
        second.leave()
        second.leave()
        first.leave()
        _ = try gate.enter(here).get()
        #expect(throws: CloseReason.tooManyUnauthenticated) { try gate.enter(here).get() }
        third.leave()
    }

    @Test func `all places are bounded, proven ones too`() throws {
        let gate = ConnectionGate(limit: 2, unprovenLimit: 10)
        let places = try (0..<2).map { try gate.enter(SocketAddress(ipAddress: "192.0.2.\($0)", port: 1)).get() }
        places.forEach { $0.prove() }
        #expect(throws: CloseReason.tooManyConnections) { try gate.enter(nil).get() }
        places[0].leave()
        #expect(throws: Never.self) { try gate.enter(nil).get() }
    }

    @Test func `many addresses that knock are remembered while they stand, within the bound`() throws {
        let gate = ConnectionGate(limit: 100, unprovenLimit: 10)
        var standing: [ConnectionGate.Place] = []
        for knock in 0..<100_000 {
            let address = try SocketAddress(
                ipAddress: "10.\(knock >> 16).\(knock >> 8 & 255).\(knock & 255)",
                port: 1
            )
            guard case .success(let place) = gate.enter(address) else { continue }
            if standing.count < 50 { standing.append(place) } else { place.leave() }
        }
        #expect(gate.origins == 50)
        for place in standing { place.leave() }
        #expect(gate.origins == 0)
    }

    @Test func `one IPv6 network is one origin and a mapped IPv4 address is that address`() throws {
        let origins = try [
            "2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1", "::ffff:192.0.2.1", "192.0.2.1",
        ]
        .map { ConnectionGate.origin(try SocketAddress(ipAddress: $0, port: 1)) }
        #expect(origins[0] == origins[1])
        #expect(origins[0] != origins[2])
        #expect(origins[3] == origins[4])
    }
}
