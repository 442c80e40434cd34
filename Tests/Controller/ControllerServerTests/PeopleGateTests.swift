import ControllerCore
import ControllerServer
import Model
import NIOCore
import NIOPosix
import NIOSSL
import TestSupport
import Testing

/// What strangers may hold of the people's port, over real sockets.
@Suite struct PeopleGateTests {
    private func connect(_ ground: Ground, tls: Bool = false) async throws -> any Channel {
        let context = tls ? try NIOSSLContext(configuration: Self.untrusting) : nil
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let context else { return }
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: nil)
                    )
                }
            }
            .connect(host: "127.0.0.1", port: ground.configuration.peoplePort)
            .get()
    }

    /// A stranger doesn't care whom they speak to.
    private static var untrusting: TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .none
        return tls
    }

    /// What the controller counted of strangers, read after its next start.
    private func counts(_ ground: Ground) async throws -> [Keyword: UInt64] {
        try await ground.serve { running async throws in
            let log = try await running.controller.tenants.service(.provider).log
            var counts: [Keyword: UInt64] = [:]
            for leaf in try await log.leaves(in: 0..<(log.size())) {
                guard case .access(let words) = try Entry(leaf: leaf).statement, let found = words.counts else {
                    continue
                }
                counts.merge(found) { $0 + $1 }
            }
            return counts
        }
    }

    @Test func `one address holds so many connections without a session, those with one apart`() async throws {
        let ground = try await Ground()
        try await ground.serve(limits: StrangerLimits(connections: 4)) { running async throws in
            let token = try await running.people.token(ground.technician)
            #expect(try await running.people.get("/v1/tenants", token: token).status == 200)
            var silent: [any Channel] = []
            for _ in 0..<4 { silent.append(try await connect(ground)) }
            try await connect(ground).closeFuture.get()
            let open = silent.filter { $0.isActive }
            #expect(open.count == 4)
            #expect(try await running.people.get("/v1/tenants", token: token).status == 200)
            for channel in silent { try await channel.close() }
        }
        let counted = try await counts(ground)
        #expect(counted[.literal("rate")] == 1)
    }

    @Test func `a connection that asks nothing ends`() async throws {
        let ground = try await Ground()
        try await ground.serve(limits: StrangerLimits(firstRequest: .milliseconds(50))) { _ async throws in
            try await connect(ground).closeFuture.get()
        }
        let counted = try await counts(ground)
        #expect(counted[.literal("handshake")] == 1)
    }

    @Test func `a stranger's body that never ends holds no place`() async throws {
        let ground = try await Ground()
        try await ground.serve(limits: StrangerLimits(session: .milliseconds(500))) { _ async throws in
            let channel = try await connect(ground, tls: true)
            let request = "POST /v1/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"
            try await channel.writeAndFlush(ByteBuffer(string: request))
            try await channel.closeFuture.get()
        }
        let counted = try await counts(ground)
        #expect(counted[.literal("rate")] == 1)
    }
}
