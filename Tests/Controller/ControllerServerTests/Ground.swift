import ControllerCore
import ControllerServer
import ControllerStore
import Foundation
import Logging
import Model
import NIOCore
import NIOPosix
import SSHSIG
import ServiceLifecycle
import Synchronization
import TestSupport
import Transport
import Trust

/// A controller's data folder that has begun, and the people who founded it.
struct Ground: Sendable {
    let temporary: TemporaryFolder
    let folder: DataFolder
    let configuration: ControllerConfiguration
    let founding: Founding
    let owner = TestKey("owner")
    let technician = TestKey("zhao")
    let contact = TestKey("li-wei")

    static func now() -> Timestamp {
        Timestamp(seconds: Int64(Date().timeIntervalSince1970))
    }

    /// Founds a controller on two free ports of the loopback.
    init(begun: Bool = true, quotas: TenantQuotas = TenantQuotas()) async throws {
        temporary = try TemporaryFolder()
        let ports = try await Self.freePorts(2)
        configuration = ControllerConfiguration(
            name: "localhost",
            listen: "127.0.0.1",
            agentsPort: ports[0],
            peoplePort: ports[1],
            quotas: quotas
        )
        founding = try Founding.make(
            at: temporary.file("controller"),
            configuration: configuration,
            owners: [Founding.Member(id: .literal("owner"), key: owner.publicKey)],
            technicians: [Founding.Member(id: .literal("t-zhao"), key: technician.publicKey)],
            now: Self.now()
        )
        folder = founding.folder
        if begun { try await begin() }
    }

    var draft: StatementText {
        get throws { StatementText([UInt8](try Data(contentsOf: URL(fileURLWithPath: founding.draft)))) }
    }

    func begin(signedBy key: TestKey? = nil) async throws {
        let text = try draft
        try await Beginning.begin(
            folder,
            root: text,
            signatures: [(key ?? owner).sign(text, for: .root)],
            zones: TimeZoneFolder.system,
            now: Self.now
        )
    }

    /// Ports that nothing listened on a moment ago, and that no other test of this process was given.
    ///
    /// Below those that the system gives to outgoing connections, of which tests make many: one of them could take a
    /// port between this look and the controller's start.
    private static func freePorts(_ count: Int) async throws -> [Int] {
        let group = MultiThreadedEventLoopGroup.singleton
        var ports: [Int] = []
        while ports.count < count {
            let port = Int.random(in: 10_000..<32_000)
            guard given.withLock({ $0.insert(port).inserted }) else { continue }
            guard let socket = try? await ServerBootstrap(group: group).bind(host: "127.0.0.1", port: port).get() else {
                continue
            }
            try await socket.close()
            ports.append(port)
        }
        return ports
    }

    private static let given = Mutex<Set<Int>>([])

    /// Runs the controller, does something with it, and stops it gracefully.
    @discardableResult
    func serve<Success: Sendable>(
        maximumLogBytes: UInt64? = nil,
        limits: StrangerLimits = StrangerLimits(),
        _ body: @Sendable (RunningController) async throws -> Success
    ) async throws -> Success {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let controller = try await Controller(
            folder: folder,
            zones: TimeZoneFolder.system,
            logger: logger,
            maximumLogBytes: maximumLogBytes,
            clock: Self.now
        )
        let (ready, tell) = AsyncStream<ListeningPorts>.makeStream()
        let services = ControllerServices(controller: controller, logger: logger, limits: limits)
        let run = RunService(services: services, tell: tell)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: run, successTerminationBehavior: .ignore)],
                logger: logger
            )
        )
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { tell.finish() }
                try await group.run()
            }
            var ports: ListeningPorts?
            for await listening in ready {
                ports = listening
                break
            }
            guard let ports else {
                try await tasks.next()
                throw NotReady()
            }
            let people = try PeopleClient(port: ports.people, authority: controller.keys.peopleAuthority.certificateDER)
            let running = RunningController(ground: self, controller: controller, people: people)
            let result: Result<Success, any Error>
            do {
                result = .success(try await body(running))
            } catch {
                result = .failure(error)
            }
            try await people.close()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return try result.get()
        }
    }

    private struct NotReady: Error {}

    private struct RunService: Service {
        let services: ControllerServices
        let tell: AsyncStream<ListeningPorts>.Continuation

        func run() async throws {
            try await services.run(stopOn: []) { tell.yield($0) }
        }
    }
}

/// A controller that listens, and a client of its people's side.
struct RunningController: Sendable {
    let ground: Ground
    let controller: Controller
    let people: PeopleClient

    var agentsAddress: ServerAddress {
        get throws {
            guard let address = ServerAddress(ground.configuration.agentsAddress) else { throw Unaddressable() }
            return address
        }
    }

    private struct Unaddressable: Error {}
}
