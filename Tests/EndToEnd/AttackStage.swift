import Foundation
import Harness
import TestSupport
import Testing

@testable import hostile_controller

/// One installation on which attacks are played, all those on one victim in one connection.
///
/// The honest controller goes, the hostile one takes its place and its folder, and the victim's agent connects to it over real TLS;
/// afterwards the honest one comes back to the same endpoint and log.
final class AttackStage: Sendable {
    let installation: Installation
    /// What was played, by the attack's name.
    let played: [String: Played]
    /// What the honest controller met afterwards, by victim.
    let returns: [Attack.Victim: Return]

    @TaskLocal static var current: AttackStage?

    /// The endpoint that only the fork attacks: nothing releases it.
    static let spare = 4

    static func number(of victim: Attack.Victim) -> Int {
        switch victim {
        case .desktop: 1
        case .finance: 2
        case .quarantined: 3
        }
    }

    /// What the hostile controller printed of one attack.
    struct Played: Sendable {
        let name: String
        let answers: [String]
        /// The order at stake.
        let order: String?
        /// What ran during it, by the device's receipts.
        let ran: [String]
    }

    /// An endpoint after its attacks, back with the honest controller.
    struct Return: Sendable {
        /// What had run before the first attack, by the file that every run writes to.
        let before: [String]
        /// What had run when the hostile controller was gone.
        let after: [String]
        /// What had run when the honest controller had done its work.
        let finally: [String]
        /// The orders that ran in the end by the people's own command line.
        let served: [String]
    }

    /// Plays attacks on as many endpoints as they have victims.
    init(_ attacks: [Attack], withSpare: Bool) throws {
        installation = try Installation()
        try installation.startController()
        try Self.createClient(installation)
        let victims = Attack.Victim.allCases.filter { victim in attacks.contains { $0.victim == victim } }
        let numbers = victims.map(Self.number) + (withSpare ? [Self.spare] : [])
        let file = try installation.enrolmentFile(uses: numbers.count)
        for number in numbers {
            try installation.enrol(number, with: file)
            try installation.admit(number, name: "pc-\(number)", groups: ["desktops"])
        }
        for number in numbers where number == 1 || number == Self.spare { try Self.probe(number, in: installation) }
        if victims.contains(.finance) { try installation.admit(2, name: "pc-2", groups: ["finance"]) }
        if victims.contains(.quarantined) { try installation.cli("c-li", ["device", "quarantine", "pc-3", "--yes"]) }
        for number in numbers { installation.stopAgent(number) }

        var played: [String: Played] = [:]
        var returns: [Attack.Victim: Return] = [:]
        for victim in victims {
            let number = Self.number(of: victim)
            let before = Self.runs(number, in: installation)
            let lines = try Self.play(
                attacks.filter { $0.victim == victim },
                on: number,
                // In quarantine no order runs, so a good one proves nothing before people have admitted the device.
                controls: victim != .quarantined,
                in: installation
            )
            for line in lines where line.name != Attack.control.name { played[line.name] = line }
            // A control is no attack, but what ran in it has to be accounted for.
            let name = "\(Attack.control.name)-\(victim)"
            let controls = lines.filter { $0.name == Attack.control.name }
            played[name] = Played(
                name: name,
                answers: controls.flatMap(\.answers),
                order: nil,
                ran: lines.flatMap(\.ran)
            )
            let after = Self.runs(number, in: installation)
            let later = lines.filter { line in attacks.contains { $0.name == line.name && $0.fate == .runsLater } }
            let served = try Self.serve(victim, waitingFor: later.compactMap(\.order), in: installation)
            returns[victim] = Return(
                before: before,
                after: after,
                finally: Self.runs(number, in: installation),
                served: served
            )
        }
        self.played = played
        self.returns = returns
    }

    /// The client of the harness, and one person of both roles with two keys.
    private static func createClient(_ installation: Installation) throws {
        let keys = (first: try installation.makeKey("p-wu"), second: try installation.makeKey("p-wu-2"))
        try installation.createClient(
            people: ["p-wu:client:technician,contact:\(installation.folder.file("p-wu.pub")):吴姐"]
        ) { draft in
            let one = "{\"key\":\"\(keys.first)\"}"
            guard draft.contains(one) else { throw HarnessError("p-wu's key is not in the draft: \(draft)") }
            return draft.replacingOccurrences(of: one, with: "\(one),{\"key\":\"\(keys.second)\"}")
        }
    }

    // MARK: The honest controller

    static func runs(_ number: Int, in installation: Installation) -> [String] {
        let text = try? String(contentsOfFile: "\(installation.endpoint(number))/executor/state/runs", encoding: .utf8)
        return (text ?? "").split(separator: "\n").map(String.init)
    }

    /// Signs an order by the people's own command line; it waits for its device.
    static func order(_ number: Int, in installation: Installation) throws -> String {
        let script = try installation.writeScript("count.sh", String(decoding: Scene.script, as: UTF8.self))
        return try installation.cli(
            "t-zhao",
            ["run", script, "--on", "pc-\(number)", "--reason", "probe", "--no-wait", "--yes"]
        ).text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @discardableResult
    private static func probe(_ number: Int, approved: Bool = false, in installation: Installation) throws -> String {
        let id = try order(number, in: installation)
        if approved { try installation.cli("c-li", ["approve", id, "--yes"]) }
        try installation.cli("t-zhao", ["operation", "watch", id])
        return id
    }

    /// The honest controller comes back: what was delayed runs, and so does a new order.
    private static func serve(
        _ victim: Attack.Victim,
        waitingFor delayed: [String],
        in installation: Installation
    ) throws -> [String] {
        let number = number(of: victim)
        try installation.startController()
        try installation.startAgent(number)
        defer { installation.stopAgent(number) }
        if victim == .quarantined { try installation.admit(number, name: "pc-3", groups: ["desktops"]) }
        for id in delayed { try installation.cli("t-zhao", ["operation", "watch", id]) }
        return [try probe(number, approved: victim == .finance, in: installation)]
    }

    // MARK: The hostile controller

    /// Plays attacks on an endpoint; the honest controller goes and stays away.
    static func play(_ attacks: [Attack], on number: Int, controls: Bool, in installation: Installation) throws
        -> [Played]
    {
        installation.stopController()
        guard let other = installation.devices.keys.sorted().first(where: { $0 != number }) else {
            throw HarnessError("an attack needs another device")
        }
        let hostile = Process()
        hostile.executableURL = URL(fileURLWithPath: Products.path("hostile-controller"))
        hostile.arguments =
            [
                "--data", installation.data, "--people", installation.folder.file(""), "--tenant", "acme",
                "--device", try installation.device(number), "--other", try installation.device(other), "--values",
            ] + (controls ? ["--controls"] : []) + attacks.map(\.name)
        let output = Pipe()
        let errors = installation.folder.file("hostile-\(number).log")
        _ = FileManager.default.createFile(atPath: errors, contents: nil)
        hostile.standardOutput = output
        hostile.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
        try hostile.run()
        defer { hostile.waitUntilExit() }
        let ready = try output.fileHandleForReading.read(upToCount: 6) ?? Data()
        if ready == Data("ready\n".utf8) { try installation.startAgent(number) }
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        installation.stopAgent(number)
        let lines = text.split(separator: "\n").compactMap(Played.init)
        guard lines.count == (controls ? 2 * attacks.count + 1 : attacks.count) else {
            let said = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
            throw HarnessError("the hostile controller said \"\(text)\" and \"\(said)\"")
        }
        return lines
    }
}

extension AttackStage.Played {
    init?(line: Substring) {
        let fields = line.split(separator: "\t").map { field in
            field == "-" ? [] : field.split(separator: ",").map(String.init)
        }
        guard fields.count == 4, let name = fields[0].first else { return nil }
        self.init(name: name, answers: fields[1], order: fields[2].first, ran: fields[3])
    }
}

/// Gives a suite its stage, and takes it down afterwards with every process on it.
struct OnStage: SuiteTrait, TestScoping {
    let attacks: [Attack]
    let withSpare: Bool

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        let stage = try AttackStage(attacks, withSpare: withSpare)
        try await AttackStage.$current.withValue(stage) { try await function() }
    }
}

extension Trait where Self == OnStage {
    static func stage(_ attacks: [Attack], withSpare: Bool = false) -> OnStage {
        OnStage(attacks: attacks, withSpare: withSpare)
    }
}

extension Attack: CustomTestStringConvertible {
    /// How test reports name it.
    public var testDescription: String { "\(name): \(title)" }
}
