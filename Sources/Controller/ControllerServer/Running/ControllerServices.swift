import ControllerCore
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Logging
import Model
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Synchronization
import Transport
package import UnixSignals

/// The ports that a running controller listens on.
package struct ListeningPorts: Hashable, Sendable {
    package let agents: Int
    package let people: Int
}

/// Runs the controller's two listeners and its clock until a signal, or its task's end, stops them.
package struct ControllerServices: Sendable {
    private let controller: Controller
    private let logger: Logger
    private let limits: StrangerLimits

    package init(controller: Controller, logger: Logger, limits: StrangerLimits = StrangerLimits()) {
        self.controller = controller
        self.logger = logger
        self.limits = limits
    }

    /// Threads for sockets, on each side.
    private static let threads = 2
    /// Connections of people at once.
    private static let peopleLimit = 1_024

    /// Returns after a graceful stop.
    ///
    /// - Parameters:
    ///   - signals: end it gracefully.
    ///   - ready: told the ports once both sides accept connections.
    package func run(
        stopOn signals: [UnixSignal] = [.sigterm, .sigint],
        ready: @escaping @Sendable (ListeningPorts) -> Void
    ) async throws {
        try await controller.started()
        let readiness = Readiness(ready)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: Self.threads)
        let people = try people(on: group) { readiness.people($0) }
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: ClockService(controller: controller)),
                    .init(service: AgentsService(controller: controller) { readiness.agents($0) }),
                    .init(service: people),
                    .init(service: StreamsService(controller: controller)),
                ],
                gracefulShutdownSignals: signals,
                logger: logger
            )
        )
        do {
            try await services.run()
        } catch {
            try? await controller.stopped()
            try? await group.shutdownGracefully()
            throw error
        }
        try await controller.stopped()
        try await group.shutdownGracefully()
    }

    private func people(
        on group: MultiThreadedEventLoopGroup,
        listening: @escaping @Sendable (Int) -> Void
    ) throws -> some ApplicationProtocol {
        let desk = SessionDesk(runtime: controller.runtime, clock: controller.clock, logger: logger)
        let api = PeopleAPI(controller: controller, desk: desk)
        let identity = controller.keys.peopleServer
        // The authority goes with the chain: people pin its digest and have no copy at first contact.
        let chain = try identity.chainDER.map {
            NIOSSLCertificateSource.certificate(try NIOSSLCertificate(bytes: $0, format: .der))
        }
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain,
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(identity.keyPEM.utf8), format: .pem))
        )
        tls.minimumTLSVersion = .tlsv13
        tls.applicationProtocols = ["http/1.1"]
        tls.shutdownTimeout = .seconds(2)
        let (controller, limits, strangers) = (controller, limits, controller.strangers)
        let gate = ConnectionGate(limit: Self.peopleLimit, unprovenLimit: limits.connections)
        return Application(
            router: api.router(),
            server: try .tls(
                .http1(
                    configuration: .init(
                        additionalChannelHandlers: [PeopleGate(gate, limits: limits, strangers: strangers)],
                        idleTimeout: .seconds(60)
                    )
                ),
                tlsConfiguration: tls
            ),
            configuration: ApplicationConfiguration(
                address: .hostname(controller.configuration.listen, port: controller.configuration.peoplePort),
                availableConnectionsDelegate: MaximumAvailableConnections(Self.peopleLimit)
            ),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? controller.configuration.peoplePort
                controller.listens(onPeoplePort: port)
                listening(port)
            },
            eventLoopGroupProvider: .shared(group),
            logger: logger
        )
    }
}

/// Waits until both sides listen.
private final class Readiness: Sendable {
    private let ports = Mutex<(agents: Int?, people: Int?)>((nil, nil))
    private let ready: @Sendable (ListeningPorts) -> Void

    init(_ ready: @escaping @Sendable (ListeningPorts) -> Void) {
        self.ready = ready
    }

    func agents(_ port: Int) { note { $0.agents = port } }

    func people(_ port: Int) { note { $0.people = port } }

    private func note(_ change: (inout (agents: Int?, people: Int?)) -> Void) {
        let both = ports.withLock { ports -> ListeningPorts? in
            change(&ports)
            guard let agents = ports.agents, let people = ports.people else { return nil }
            return ListeningPorts(agents: agents, people: people)
        }
        if let both { ready(both) }
    }
}

/// The agents' port.
private struct AgentsService: Service {
    let controller: Controller
    let listening: @Sendable (Int) -> Void

    func run() async throws {
        let (tenants, strangers) = (controller.tenants, controller.strangers)
        let listener = try AgentListener(
            configuration: ListenerConfiguration(
                host: controller.configuration.listen,
                port: controller.configuration.agentsPort,
                identity: controller.keys.agentsServer,
                authoritiesDER: [controller.keys.agentsAuthority.certificateDER]
            ),
            counters: controller.connections,
            now: controller.clock,
            revoked: { agent in
                // A device that isn't known, or is retired, opens no channel; nor does anybody while its log is closed.
                guard let service = try? await tenants.service(agent.tenant) else { return true }
                return await !service.admits(agent.device)
            }
        )
        let agents = AgentConnectionService(tenants: tenants, strangers: strangers, logger: controller.logger)
        let enrolments = EnrolmentConnectionService(
            tenants: tenants,
            strangers: strangers,
            authority: controller.keys.agentsAuthority,
            clock: controller.clock
        )
        try await cancelWhenGracefulShutdown {
            try await listener.run(
                listening: listening,
                agents: { try await agents.serve($0) },
                enrolment: { try await enrolments.serve($0) }
            )
        }
    }
}

/// What is due by time alone.
private struct ClockService: Service {
    let controller: Controller

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var idle = IdleMemory()
            while !Task.isCancelled {
                try await Task.sleep(for: .seconds(1))
                await controller.tick()
                if idle.isDue(controller.connections.snapshot.activity) { IdleMemory.giveBack() }
            }
        }
    }
}

/// Ends streams first, so that the people's side can come to its end.
private struct StreamsService: Service {
    let controller: Controller

    func run() async throws {
        try? await gracefulShutdown()
        await controller.stopStreams()
    }
}
