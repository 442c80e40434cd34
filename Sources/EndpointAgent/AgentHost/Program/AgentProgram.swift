internal import AgentCore
internal import CLinux
internal import Glibc
internal import Inventory
internal import InventoryReport
internal import Logging
internal import Model
internal import Transport
internal import WireMessages

/// The agent as its commands use it: builds the parts from paths and runs them.
package struct AgentProgram: Sendable {
    private let state: String
    private let socket: String
    private let executorUID: UInt32

    package init(state: String, socket: String, executorUID: UInt32) {
        self.state = state
        self.socket = socket
        self.executorUID = executorUID
    }

    /// Lets all threads share one heap, to be called while there is one thread.
    ///
    /// Each that allocates at the same time as another would otherwise get an arena of its own, which for a process that is
    /// idle nearly always is memory for nothing.
    package static func prepareMemory() {
        _ = clinux_use_one_arena()
    }

    /// Runs until the process is ended.
    ///
    /// - Parameter ready: called once, when a controller has answered.
    package func run(ready: @escaping @Sendable () -> Void) async throws {
        // A connection that ends while we write must not end the process.
        signal(SIGPIPE, SIG_IGN)
        let dialer = ChannelDialer(now: ProcessFacts.now)
        let runner = try AgentRunner(
            AgentRunner.Parts(
                files: AgentFiles(try StateFolder(state)),
                socket: socket,
                executorUID: executorUID,
                version: AgentVersion.version,
                dialer: dialer,
                now: ProcessFacts.now,
                logger: Logger(label: "countersign-agent") { StreamLogHandler.standardError(label: $0) },
                language: .ofProcess,
                ready: ready
            )
        )
        do {
            try await runner.run()
        } catch {
            await dialer.shutdown()
            throw error
        }
        await dialer.shutdown()
    }

    /// What an enrolment led to.
    package struct Enrolled: Sendable {
        package let tenant: String
        package let device: String
        package let certificateEnds: String
    }

    /// Enrols the device that the executor has the file of, or says that it is enrolled.
    ///
    /// When this returns the certificate is on disk and the executor knows. An executor that is just being started is
    /// waited for, half a minute.
    ///
    /// - Parameter waiting: called once with the socket's path when the executor is not there at once.
    package func enrol(waiting: (String) -> Void) async throws -> Enrolled {
        signal(SIGPIPE, SIG_IGN)
        let files = AgentFiles(try StateFolder(state))
        let executor = try await startingExecutor(waiting)
        defer { executor.close() }
        let identity = try await executor.identity()
        if identity.enrolled, let held = try files.channel() { return Self.told(held) }
        let dialer = ChannelDialer(now: ProcessFacts.now)
        let client = CertificateClient(dialer: dialer, files: files)
        do {
            let controllers = try ControllerEndpoint.list(identity.controllers)
            let made = try await client.enrol(with: executor, connecting: controllers)
            await dialer.shutdown()
            return Self.told(made)
        } catch {
            await dialer.shutdown()
            throw error
        }
    }

    private func startingExecutor(_ waiting: (String) -> Void) async throws -> ExecutorClient {
        for attempt in 0..<120 {
            do throws(ExecutorClientError) {
                return try ExecutorClient.connect(path: socket, expectedUser: executorUID)
            } catch {
                // Only a socket that is not there yet is worth waiting for.
                guard case .unreachable(_, let code) = error, code == ENOENT || code == ECONNREFUSED else {
                    throw error
                }
            }
            if attempt == 4 { waiting(socket) }
            try await Task.sleep(for: .milliseconds(250))
        }
        return try ExecutorClient.connect(path: socket, expectedUser: executorUID)
    }

    /// Exactly the bytes that a first report would hold, without the salt before them.
    ///
    /// What the executor hands the agent is read here as root, before the rest is collected as the agent's own user: what
    /// that one cannot read is not sent either.
    ///
    /// - Parameter root: the folder that stands for `/`.
    package func inventory(root: String) throws -> [UInt8] {
        var privileged: [String: String] = [:]
        if geteuid() == 0 {
            privileged = PrivilegedFacts.read(root: root)
            if access(state, F_OK) == 0 { try LocalInstall.becomeOwner(of: state) }
        }
        let report = try InventoryCollector(root: root, privileged: privileged).collect(at: ProcessFacts.now().seconds)
        return ReportDelta.make(from: nil, to: report, sequence: 1).rendered()
    }

    /// Whether ``inventory(root:)`` shows less than would be sent: the executor's facts need root.
    package static var showsLess: Bool { geteuid() != 0 }

    private static func told(_ identity: ChannelIdentity) -> Enrolled {
        Enrolled(
            tenant: identity.agent.tenant.text,
            device: identity.agent.device.text,
            certificateEnds: identity.agent.notAfter.text
        )
    }
}
