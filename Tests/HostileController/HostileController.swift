import ArgumentParser
import Foundation
import Model

/// A controller gone bad: it holds a real one's data folder, CA and log key, and speaks the real protocol.
///
/// It waits for one device, plays the attacks, prints what the endpoint answered, and ends. It is only ever pointed at the demo's
/// and the tests' own folders.
@main
struct HostileController: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hostile-controller",
        abstract: "Attacks one endpoint through the real protocol, with a stolen data folder."
    )

    @Option(help: "The stolen data folder; the honest controller is down.")
    var data: String

    @Option(help: "The folder with the key files of the people who sign in the scenes.")
    var people: String

    @Option(help: "The client.")
    var tenant: String

    @Option(help: "The device to attack.")
    var device: String

    @Option(help: "Another device of the client.")
    var other: String

    @Flag(help: "Before and after each attack deliver a good order, which has to run.")
    var controls = false

    @Flag(help: "Print a line of tab-separated values for each attack: name, answers, order, what ran.")
    var values = false

    @Argument(help: "The attacks to play.")
    var attacks: [String]

    func run() async throws {
        guard let tenant = TenantID(tenant), let device = DeviceID(device), let other = DeviceID(other) else {
            throw ValidationError("tenant or device is no id")
        }
        let played = try attacks.map { name in
            guard let attack = Attack.named(name) else { throw ValidationError("there is no attack \"\(name)\"") }
            return attack
        }
        let sequence = controls ? played.reduce([.control]) { $0 + [$1, .control] } : played
        let scene = try await Scene(
            stolen: StolenController(folder: data, tenant: tenant),
            people: People(folder: people),
            device: device,
            other: other
        )
        let failures = Failures()
        try await Listening(scene: scene)
            .run(
                sequence,
                listening: { say("ready") },
                finished: { outcome in
                    say(values ? Report.values(outcome) : Report.text(outcome))
                    if !outcome.isAsExpected { failures.note() }
                }
            )
        guard !failures.any else { throw ExitCode(1) }
    }
}

/// Prints at once: somebody reads it while we run.
private func say(_ line: String) {
    print(line)
    fflush(nil)
}
