internal import AgentCore
internal import Inventory
internal import Logging
internal import Model
internal import Transport
internal import Wire
internal import WireMessages

/// Carries one session: performs its actions, brings it events, ends with the connection.
///
/// The actor is the lock round the state machine; sending, asking and collecting happen on tasks beside it, so that none of
/// them keeps a message waiting.
actor SessionDriver {
    private enum Job: Sendable {
        case collect(privileged: [String: String])
        case report(InventoryOrder)
    }

    /// What the driver needs beside channel and executor.
    struct Surroundings: Sendable {
        let files: AgentFiles
        let writer: InventoryWriter
        let now: @Sendable () -> Timestamp
        /// Whether the certificate has to be renewed before anything else.
        let renewalIsDue: @Sendable (Timestamp) -> Bool
        let connected: @Sendable () async -> Void
        let logger: Logger
    }

    private var session: AgentSession
    private let channel: AgentChannel
    private let surroundings: Surroundings
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private let outbox = Mailbox<WireAgentMessage.OneOf_Message>()
    private let executor: ExecutorClient
    private let answers = Mailbox<Result<WireExecutorMessage, any Error>>()
    private let jobs = Mailbox<Job>()
    private let greeted = Mailbox<Void>()
    private var lastEvent: ContinuousClock.Instant
    private var hasReturnedMemory = false

    /// Why the session ended itself, nil when the connection went.
    private(set) var end: SessionEnd?

    /// When the controller answered the hello.
    private var opened: ContinuousClock.Instant?

    /// How long ago the controller answered the hello; nil when it has not.
    var openFor: Duration? { opened.map { clock.now - $0 } }

    init(
        _ parts: AgentSession.Parts,
        channel: AgentChannel,
        executor: ExecutorClient,
        surroundings: Surroundings
    ) {
        start = clock.now
        lastEvent = start
        session = AgentSession(parts, now: .zero)
        self.channel = channel
        self.executor = executor
        self.surroundings = surroundings
    }

    /// Serves until the connection ends, the session ends itself, or the task is cancelled.
    nonisolated func run() async throws {
        await begin()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while let message = try await self.channel.next() { await self.handle(.controller(message)) }
            }
            group.addTask {
                while let messages = await self.outbox.batch() {
                    try await self.channel.send(messages)
                    await self.sent(messages.count)
                }
            }
            group.addTask {
                while let answer = await self.answers.next() { await self.handle(.executor(try answer.get())) }
            }
            group.addTask {
                while let job = await self.jobs.next() { await self.perform(job) }
            }
            group.addTask {
                if await self.greeted.next() != nil { await self.surroundings.connected() }
                while !Task.isCancelled {
                    try await Task.sleep(for: .seconds(5))
                    await self.tick()
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Brings the session an event.
    func handle(_ event: AgentEvent) {
        switch event {
        case .controller(.pong), .tick, .sent: break
        default:
            lastEvent = clock.now
            hasReturnedMemory = false
        }
        perform(session.handle(event, now: clock.now - start))
    }

    private func sent(_ count: Int) {
        for _ in 0..<count { handle(.sent) }
    }

    private func begin() {
        perform(session.open())
    }

    private func perform(_ actions: [AgentAction]) {
        for action in actions {
            switch action {
            case .send(let message): outbox.put(message)
            case .ask(let request): ask(request)
            case .collectInventory(let privileged): jobs.put(.collect(privileged: privileged))
            case .makeReport(let order): jobs.put(.report(order))
            case .connected(let onHold):
                opened = clock.now
                greeted.put(())
                surroundings.logger.info("connected", metadata: ["on_hold": "\(onHold)"])
            case .close(let reason): close(reason)
            }
        }
    }

    private func close(_ reason: SessionEnd) {
        end = reason
        switch reason {
        case .unexpectedMessage: channel.close(.unexpectedMessage)
        case .version: channel.close(.protocolVersion)
        case .dead: channel.close(.idleTimeout)
        case .slowPeer: channel.close(.slowPeer)
        case .goodbye, .helloMissing, .executor, .renewalDue: channel.close(.ended)
        }
    }

    /// Asks the executor; the session keeps at most four questions open.
    private func ask(_ question: WireExecutorRequest) {
        executor.send(question) { [answers] result in
            answers.put(
                result.map { answer in
                    // The client numbers requests of its own; the session knows its own number.
                    var answer = answer
                    answer.id = question.id
                    return answer
                }
            )
        }
    }

    private nonisolated func perform(_ job: Job) async {
        switch job {
        case .collect(let privileged):
            let collector = InventoryCollector(privileged: privileged)
            let now = surroundings.now()
            await handle(.collected(try? collector.collect(at: now.seconds), at: now))
        case .report(let order):
            var report: WireInventoryReport?
            do {
                try surroundings.files.keep(order.memory)
                let made = surroundings.writer.report(order, salt: Randomness.bytes(32), issued: surroundings.now())
                // What no frame takes is not sent; statement and signature have far less than this.
                if made.report.count <= WireLimits.agentFrame - (128 << 10) { report = made }
            } catch {
                surroundings.logger.error("inventory not kept", metadata: ["error": "\(error)"])
            }
            await handle(.reportReady(sequence: order.sequence, report))
        }
    }

    private func tick() {
        if opened != nil, end == nil, surroundings.renewalIsDue(surroundings.now()) {
            close(.renewalDue)
            return
        }
        handle(.tick)
        returnMemory()
    }

    /// Gives memory back when nothing has happened for a while.
    private func returnMemory() {
        guard !hasReturnedMemory, clock.now - lastEvent > .seconds(10) else { return }
        hasReturnedMemory = true
        IdleMemory.giveBack()
    }
}
