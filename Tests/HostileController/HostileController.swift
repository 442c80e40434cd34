import ArgumentParser
import ControllerServer
import Foundation
import Model
import Synchronization
import Transport

/// A controller gone bad: it holds a real one's data folder, CA and log key, and speaks the real protocol.
///
/// It waits for one device, tries each attack, prints the endpoint's answer, and ends. It is only ever pointed at the demo's
/// and the tests' own folders.
@main
struct HostileController: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hostile-controller",
        abstract: "Attacks one endpoint through the real protocol, with a stolen data folder."
    )

    @Option(help: "The stolen data folder.")
    var data: String

    @Option(help: "The client.")
    var tenant: String

    @Option(help: "The device to attack.")
    var device: String

    @Option(help: "A logged operation for that device which has not run yet.")
    var operation: String

    @Option(help: "A technician's key file: signs an order that is never logged.")
    var technicianKey: String

    @Option(help: "The key file of somebody whom the root does not name.")
    var outsiderKey: String

    func run() async throws {
        guard let tenant = TenantID(tenant), let device = DeviceID(device), let operation = OperationID(operation)
        else {
            throw ValidationError("tenant, device or operation is no id")
        }
        let stolen = try await StolenController(folder: data, tenant: tenant)
        let attacks = Attacks(stolen: stolen, device: device, pending: operation)
        let outcome = try await Listening(stolen: stolen, device: device).attack([
            attacks.alteredScript(),
            attacks.neverLogged(signedBy: technicianKey),
            attacks.outsider(signedBy: outsiderKey),
        ])
        guard outcome else { throw ExitCode(1) }
    }
}

/// The listener that stands where the honest controller's stood.
struct Listening: Sendable {
    let stolen: StolenController
    let device: DeviceID

    /// Runs every attack against the device's next connection.
    ///
    /// - Returns: whether each was refused with the code that it should be.
    func attack(_ attacks: [Attack]) async throws -> Bool {
        let listener = try AgentListener(
            configuration: ListenerConfiguration(
                host: stolen.configuration.listen,
                port: stolen.configuration.agentsPort,
                identity: stolen.keys.agentsServer,
                authoritiesDER: [stolen.keys.agentsAuthority.certificateDER]
            ),
            counters: ConnectionCounters(),
            now: { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) },
            revoked: { _ in false }
        )
        let (results, finish) = AsyncStream<Result<Bool, any Error>>.makeStream()
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                try await listener.run(
                    agents: { connection in
                        let session = HostileSession(channel: connection.channel)
                        guard connection.agent.device == device else { return try await session.idle() }
                        do {
                            finish.yield(.success(try await run(attacks, in: session)))
                        } catch {
                            finish.yield(.failure(error))
                        }
                    },
                    enrolment: { _ in }
                )
            }
            var outcome = false
            for await result in results {
                outcome = try result.get()
                break
            }
            tasks.cancelAll()
            return outcome
        }
    }

    private func run(_ attacks: [Attack], in session: HostileSession) async throws -> Bool {
        guard var size = try await session.greet() else { return false }
        var allRefused = true
        for attack in attacks {
            let (code, newSize) = try await session.deliver(try await attack.delivery(size))
            size = newSize
            let verdict = code == attack.expected ? "refused" : "NOT AS EXPECTED (\(attack.expected))"
            print("  \(verdict): \(code)  —  \(attack.title) · \(attack.titleInChinese)")
            allRefused = allRefused && code == attack.expected
        }
        fflush(nil)
        return allRefused
    }
}
