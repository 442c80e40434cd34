import ControllerCore
import Logging
import Model
import Synchronization
import TransparencyLog
import Transport
import Wire
import WireMessages

/// Serves one agent's channel (`countersign/1`): hello, then what the device's session says, until either end is done.
struct AgentConnectionService: Sendable {
    let tenants: TenantDirectory
    let strangers: StrangerDesk
    let logger: Logger
    private let serial = ConnectionSerial()

    init(tenants: TenantDirectory, strangers: StrangerDesk, logger: Logger) {
        self.tenants = tenants
        self.strangers = strangers
        self.logger = logger
    }

    /// Returns when the connection has ended.
    ///
    /// Nothing that the peer does reaches another connection.
    func serve(_ connection: AgentListener.AgentConnection) async throws {
        guard let (service, opened) = try await greeted(connection) else { return }
        let device = connection.agent.device
        do {
            try await relay(connection.channel, service, device: device, opened)
        } catch {
            await service.closed(device, connection: opened.connection)
            throw error
        }
        await service.closed(device, connection: opened.connection)
    }

    /// Greets in a task of its own: the memory that this takes goes with it, while the connection stays for weeks.
    private func greeted(_ connection: AgentListener.AgentConnection) async throws -> (TenantService, OpenedDevice)? {
        async let greeting = greet(connection)
        return try await greeting
    }

    /// Takes the agent's hello, opens its device's session and answers; nil where the connection ends instead.
    private func greet(_ connection: AgentListener.AgentConnection) async throws -> (TenantService, OpenedDevice)? {
        let channel = connection.channel
        let agent = connection.agent
        guard case .hello(let hello)? = try await channel.next() else {
            strangers.count(.hello)
            channel.close(.unexpectedMessage)
            return nil
        }
        guard let version = ProtocolVersion.negotiate(oldest: hello.oldestVersion, newest: hello.newestVersion) else {
            return try await end(channel, "protocol-version", .protocolVersion)
        }
        guard hello.tenant == agent.tenant.text, hello.device == agent.device.text, hello.hasExecutor,
            let bootID = BootID(hello.bootID),
            let status = ReportedStatus(hello.executor, tenant: agent.tenant, device: agent.device)
        else { return try await end(channel, "hello", .unexpectedMessage) }
        guard let service = try? await tenants.service(agent.tenant) else {
            return try await end(channel, "tenant-unknown", .ended)
        }
        let said = DeviceHello(
            device: agent.device,
            bootID: bootID,
            agentVersion: VersionText(hello.agentVersion)?.text ?? "unknown",
            status: status
        )
        guard let opened = await service.open(said, connection: serial.next(), channel: channel) else {
            return try await end(channel, "device-unknown", .ended)
        }
        do {
            try await answer(channel, version: version, opened)
        } catch {
            await service.closed(agent.device, connection: opened.connection)
            throw error
        }
        return (service, opened)
    }

    private func end(
        _ channel: ControllerChannel,
        _ reason: String,
        _ close: CloseReason
    ) async throws -> (TenantService, OpenedDevice)? {
        strangers.count(.hello)
        var goodbye = WireGoodbye()
        goodbye.reason = reason
        try await channel.send(.goodbye(goodbye))
        channel.close(close)
        return nil
    }

    private func answer(_ channel: ControllerChannel, version: UInt32, _ opened: OpenedDevice) async throws {
        var hello = WireControllerHello()
        hello.version = version
        hello.controllerVersion = ControllerVersion.text
        hello.onHold = opened.isOnHold
        hello.inventoryHash = opened.inventoryHash
        try await channel.send(.hello(hello))
    }

    /// Reads and writes at once; whichever ends first ends the other.
    private func relay(
        _ channel: ControllerChannel,
        _ service: TenantService,
        device: DeviceID,
        _ opened: OpenedDevice
    ) async throws {
        let writer = AgentWriter(channel: channel, service: service, logger: logger)
        let reader = AgentReader(channel: channel, service: service, device: device, connection: opened.connection)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await writer.run(opened.outbox) }
            tasks.addTask { try await reader.run() }
            defer { tasks.cancelAll() }
            try await tasks.next()
        }
    }
}

/// Numbers connections, so that an older one of a device is told from a newer one.
private final class ConnectionSerial: Sendable {
    private let last = Mutex<UInt64>(0)

    func next() -> UInt64 {
        last.withLock { last in
            last &+= 1
            return last
        }
    }
}
