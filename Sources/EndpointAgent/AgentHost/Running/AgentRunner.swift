internal import AgentCore
package import Logging
package import Model
internal import SSHSIG
package import Transport
internal import WireMessages

/// The running agent: keeps the executor's socket and one controller's channel connected, for ever.
///
/// Everything durable is on disk before anybody hears of it, so the process may be ended at any moment.
package actor AgentRunner {
    /// What a run needs.
    package struct Parts: Sendable {
        package var files: AgentFiles
        package var socket: String
        package var executorUID: UInt32
        package var version: VersionText
        package var dialer: ChannelDialer
        package var now: @Sendable () -> Timestamp
        package var logger: Logger
        /// The language of what goes wrong.
        package var language: AgentLanguage
        /// Called once, when a controller has answered for the first time.
        package var ready: @Sendable () -> Void

        package init(
            files: AgentFiles,
            socket: String,
            executorUID: UInt32,
            version: VersionText,
            dialer: ChannelDialer,
            now: @escaping @Sendable () -> Timestamp,
            logger: Logger,
            language: AgentLanguage = .english,
            ready: @escaping @Sendable () -> Void
        ) {
            self.files = files
            self.socket = socket
            self.executorUID = executorUID
            self.version = version
            self.dialer = dialer
            self.now = now
            self.logger = logger
            self.language = language
            self.ready = ready
        }
    }

    private let parts: Parts
    private let bootID: BootID
    private var dial = DialPlan()
    private var renewal: (device: DeviceID, end: Timestamp, plan: RenewalPlan)?
    private var isReady = false
    private var driver: SessionDriver?
    private var random = SystemRandomNumberGenerator()
    /// What was last said to be wrong.
    private var complaint: String?

    /// Makes a runner.
    ///
    /// - Throws: `bootID`.
    package init(_ parts: Parts) throws(AgentHostError) {
        self.parts = parts
        bootID = try ProcessFacts.bootID()
    }

    /// Runs until the task is cancelled.
    package func run() async throws {
        while !Task.isCancelled {
            do {
                let executor = try ExecutorClient.connect(path: parts.socket, expectedUser: parts.executorUID)
                defer { executor.close() }
                try await serve(executor)
            } catch {
                complain("executor not available", error)
            }
            let lived = await driver?.openFor
            driver = nil
            let pause =
                if let lived {
                    dial.lost(after: lived, of: 1, using: &random)
                } else {
                    dial.executorMissing(using: &random)
                }
            try await rest(pause)
        }
    }

    /// Waits, and keeps no more memory than needed while it does so for long.
    private func rest(_ pause: Duration) async throws {
        if pause > .seconds(4) { IdleMemory.giveBack() }
        try await Task.sleep(for: pause)
    }

    /// Serves one connection to the executor until it ends.
    private func serve(_ executor: ExecutorClient) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await event in executor.events { await self.pass(event) }
            }
            group.addTask {
                while !Task.isCancelled { try await self.connectOnce(executor) }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func pass(_ event: WireExecutorMessage) async {
        await driver?.handle(.executor(event))
    }

    /// One attempt to be connected, with the pause after it.
    ///
    /// - Throws: when the executor does not answer; faults of the controller's side are logged and waited for.
    private func connectOnce(_ executor: ExecutorClient) async throws {
        let identity = try await executor.identity()
        var count = 1
        do {
            let controllers = try ControllerEndpoint.list(identity.controllers)
            count = controllers.count
            let channel = try await certificate(identity, controllers, executor)
            let controller = controllers[dial.next(of: count)]
            let end = try await session(identity, channel, controller, executor)
            parts.logger.info("session ended", metadata: ["reason": "\(end?.description ?? "connection ended")"])
        } catch let error as ExecutorClientError {
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            complain("not connected", error)
        }
        // Where the executor went, the caller needs to know how long the session lasted.
        try Task.checkCancellation()
        let lived = await driver?.openFor
        driver = nil
        let pause =
            if let lived {
                dial.lost(after: lived, of: count, using: &random)
            } else {
                dial.failed(of: count, using: &random)
            }
        try await rest(pause)
    }

    /// Runs one session; afterwards `driver` is set only where the controller had answered.
    private func session(
        _ identity: WireIdentity,
        _ channel: ChannelIdentity,
        _ controller: ControllerEndpoint,
        _ executor: ExecutorClient
    ) async throws -> SessionEnd? {
        guard let signer = try parts.files.signer() else { throw AgentHostError.keysLost }
        let agent = channel.agent
        let session = AgentSession.Parts(
            tenant: agent.tenant,
            device: agent.device,
            bootID: bootID,
            agentVersion: parts.version,
            status: identity.status,
            inventory: try parts.files.inventory(now: parts.now().seconds)
        )
        let plan = renewal?.plan
        let surroundings = SessionDriver.Surroundings(
            files: parts.files,
            writer: InventoryWriter(tenant: agent.tenant, device: agent.device, bootID: bootID, signer: signer),
            now: parts.now,
            renewalIsDue: { plan?.isDue(now: $0) ?? false },
            connected: { await self.connected() },
            logger: parts.logger
        )
        driver = nil
        do {
            let ended = try await parts.dialer.connect(
                to: controller.address,
                trusting: controller.authoritySHA256,
                as: channel
            ) { channel in
                let driver = SessionDriver(
                    session,
                    channel: channel,
                    executor: executor,
                    surroundings: surroundings
                )
                self.hold(driver)
                try await driver.run()
                return (end: await driver.end, reason: channel.frames.closeReason)
            }
            if await !settle(), ended.end == nil {
                throw controller.explained(.closed(ended.reason ?? .peerClosed), now: parts.now())
            }
            return ended.end
        } catch {
            let wasOpen = await settle()
            guard !wasOpen, let error = error as? TransportError else { throw error }
            throw controller.explained(error, now: parts.now())
        }
    }

    private func hold(_ driver: SessionDriver) {
        self.driver = driver
    }

    /// A connection that ended before the hello was answered counts as a failed one.
    ///
    /// - Returns: whether the hello had been answered.
    private func settle() async -> Bool {
        guard let driver else { return false }
        if await driver.openFor != nil { return true }
        self.driver = nil
        renewal?.plan.connectionRefused()
        return false
    }

    /// Says what is wrong, once until it changes or a controller has answered.
    private func complain(_ what: Logger.Message, _ error: any Error) {
        let text = AgentWords(error).line(in: parts.language)
        guard text != complaint else { return }
        complaint = text
        parts.logger.warning(what, metadata: ["error": "\(text)"])
    }

    private func connected() {
        complaint = nil
        renewal?.plan.connectionAccepted()
        guard !isReady else { return }
        isReady = true
        parts.ready()
    }

    // MARK: Certificates

    /// The certificate to connect with: enrols, confirms or renews first where that is due.
    private func certificate(
        _ identity: WireIdentity,
        _ controllers: [ControllerEndpoint],
        _ executor: ExecutorClient
    ) async throws -> ChannelIdentity {
        guard let tenant = TenantID(identity.status.tenant), let device = DeviceID(identity.status.device) else {
            throw AgentHostError.executorAnswer
        }
        let client = CertificateClient(dialer: parts.dialer, files: parts.files, now: parts.now)
        var held = try parts.files.channel()
        if let other = held, other.agent.device != device || other.agent.tenant != tenant {
            // The executor was reset and has a new id; what belonged to the old one serves nobody. Where the executor
            // believes us enrolled under the new one, the keys are somewhere else and are not ours to replace.
            guard !identity.enrolled else { throw AgentHostError.keysLost }
            try parts.files.forgetDevice()
            held = nil
        }
        if !identity.enrolled {
            if let held {
                try await executor.confirmEnrolment()
                try parts.files.forgetRequest()
                return plan(held)
            }
            let made = try await client.enrol(with: executor, connecting: controllers)
            parts.logger.info("enrolled", metadata: ["endpoint": "\(device)"])
            return plan(made)
        }
        guard let signer = try parts.files.signer() else { throw AgentHostError.keysLost }
        if let held {
            _ = plan(held)
            let now = parts.now()
            guard renewal?.plan.isDue(now: now) == true else {
                guard renewal?.plan.isUsable(now: now) == true else { throw AgentHostError.certificateEnded }
                return held
            }
            renewal?.plan.attempted(now: now)
        }
        do {
            let made = try await client.renew(tenant: tenant, device: device, signer: signer, connecting: controllers)
            parts.logger.info("certificate renewed", metadata: ["until": "\(made.agent.notAfter)"])
            return plan(made)
        } catch {
            guard let held, renewal?.plan.isUsable(now: parts.now()) == true else { throw error }
            complain("certificate not renewed", error)
            return held
        }
    }

    /// Keeps the plan for a certificate as long as it is the same one.
    private func plan(_ identity: ChannelIdentity) -> ChannelIdentity {
        let agent = identity.agent
        if renewal?.device != agent.device || renewal?.end != agent.notAfter {
            renewal = (agent.device, agent.notAfter, RenewalPlan(due: identity.renewAt, end: agent.notAfter))
        }
        return identity
    }
}
