import ControllerServer
import Model
import Transport
import WireMessages

/// The listener that stands where the honest controller's stood, with its certificates.
struct Listening: Sendable {
    let scene: Scene

    /// What an attack came to.
    struct Outcome: Sendable {
        let attack: Attack
        let answers: [Answer]
        let order: OperationID?
        /// What ran meanwhile, by the device's receipts.
        let ran: [OperationID]

        var isAsExpected: Bool { answers == attack.expected }
    }

    /// An endpoint that answers nothing must not hold the tests up for ever.
    private static let patience = Duration.seconds(60)

    /// Runs every attack against the device's next connection.
    func run(
        _ attacks: [Attack],
        listening: @escaping @Sendable () -> Void,
        finished: @escaping @Sendable (Outcome) -> Void
    ) async throws {
        let stolen = scene.stolen
        let listener = try AgentListener(
            configuration: ListenerConfiguration(
                host: stolen.configuration.listen,
                port: stolen.configuration.agentsPort,
                identity: stolen.keys.agentsServer,
                authoritiesDER: [stolen.keys.agentsAuthority.certificateDER]
            ),
            counters: ConnectionCounters(),
            now: StolenController.now,
            revoked: { _ in false }
        )
        let (ends, end) = AsyncStream<Result<Void, any Error>>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                try await listener.run(
                    listening: { _ in listening() },
                    agents: { connection in
                        let endpoint = Endpoint(
                            connection.agent.device,
                            tenant: stolen.tenant,
                            channel: connection.channel
                        )
                        try await endpoint.greet()
                        guard connection.agent.device == scene.device else { return try await endpoint.idle() }
                        do {
                            try await scene.tellStanding(to: endpoint)
                            for attack in attacks { finished(try await play(attack, on: endpoint)) }
                            end.yield(.success(()))
                        } catch {
                            end.yield(.failure(error))
                        }
                    },
                    enrolment: { _ in }
                )
            }
            tasks.addTask {
                try await Task.sleep(for: Self.patience)
                end.yield(.failure(SceneFault("the endpoint has not answered in \(Self.patience)")))
            }
            defer { tasks.cancelAll() }
            for await result in ends { return try result.get() }
        }
    }

    private func play(_ attack: Attack, on endpoint: Endpoint) async throws -> Outcome {
        let before = (answers: await endpoint.answers.count, ran: await endpoint.ran.count)
        let order = try await attack.deed(scene, endpoint)
        if await !endpoint.status.forkLatched { try await endpoint.settle(in: scene.stolen.log) }
        return Outcome(
            attack: attack,
            answers: Array(await endpoint.answers.dropFirst(before.answers)),
            order: order,
            ran: Array(await endpoint.ran.dropFirst(before.ran))
        )
    }
}
