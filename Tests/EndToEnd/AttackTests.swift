import Foundation
import Harness
import TestSupport
import Testing

@testable import hostile_controller

/// The attacks whose traces in the log are honest ones: the log verifies.
private let sound = Attack.all.filter { $0.finding == nil && $0.name != "fork" }

/// Attacks that put into the log what does not belong there, or keep from a device what does.
private let spoiling = Attack.all.filter { $0.finding != nil && $0.name != "forged-receipt" }

/// Attacks through the real protocol by a controller that holds the real one's folder, CA and log key.
///
/// What each attack does stands in `Tests/HostileController/Attacks`, one value an attack. Before and after each of them an
/// honest delivery runs on the same connection; afterwards the honest controller comes back.
@Suite(.serialized, .stage(sound, withSpare: true)) struct AttackTests {
    private let stage: AttackStage

    init() throws {
        stage = try #require(AttackStage.current)
    }

    @Test(arguments: sound)
    func `an attack is answered with its code, and the device signs a receipt where it is final`(
        _ attack: Attack
    ) throws {
        try AttackCheck(stage: stage).answers(attack)
    }

    @Test(arguments: Attack.Victim.allCases)
    func `an endpoint that was attacked has run what people signed, once, and nothing else`(
        _ victim: Attack.Victim
    ) throws {
        try AttackCheck(stage: stage).runs(on: victim, attacks: sound)
    }

    @Test func `a fork latches the endpoint, also over a restart, and the honest controller delivers nothing to it`()
        throws
    {
        let installation = stage.installation
        let attack = try #require(Attack.named("fork"))
        let number = AttackStage.spare
        let before = AttackStage.runs(number, in: installation)
        let first = try AttackStage.play([attack], on: number, controls: false, in: installation)
        #expect(first.map(\.answers) == [attack.expected.map(\.description)])

        installation.stopExecutor(number)
        try installation.startExecutor(number)
        let second = try AttackStage.play([attack], on: number, controls: false, in: installation)
        #expect(second.map(\.answers) == [attack.expected.map(\.description)])

        try installation.startController()
        try installation.startAgent(number)
        let order = try AttackStage.order(number, in: installation)
        let state = try installation.cli("t-zhao", ["operation", "show", order]).text
        #expect(state.contains("queued"), "\(state)")
        installation.stopAgent(number)
        #expect(AttackStage.runs(number, in: installation) == before)
    }

    @Test func `after all these attacks the log verifies, with the refusals in it`() throws {
        let log = try stage.installation.exportLog("sound.sqlite")
        let verify = try stage.installation.cli(
            "t-zhao",
            ["audit", "verify", log, "--root", stage.installation.rootFile],
            expecting: nil
        )
        #expect(verify.status == 0, "\(verify.text)\(verify.errors)")
        for attack in sound { try AttackCheck(stage: stage).receipts(attack, in: log) }
    }
}

/// Attacks on the record: the endpoint holds, and the log tells on the controller.
@Suite(.serialized, .stage(spoiling)) struct AttackRecordTests {
    private let stage: AttackStage

    init() throws {
        stage = try #require(AttackStage.current)
    }

    @Test(arguments: spoiling)
    func `an attack on the record is answered with its code`(_ attack: Attack) throws {
        try AttackCheck(stage: stage).answers(attack)
    }

    @Test(arguments: [Attack.Victim.desktop, .quarantined])
    func `an endpoint whose log was spoiled has run what people signed, once, and nothing else`(
        _ victim: Attack.Victim
    ) throws {
        try AttackCheck(stage: stage).runs(on: victim, attacks: spoiling)
    }

    @Test func `audit verify finds every trace of them`() throws {
        let log = try stage.installation.exportLog("spoilt.sqlite")
        let verify = try stage.installation.cli(
            "t-zhao",
            ["audit", "verify", log, "--root", stage.installation.rootFile],
            expecting: 1
        )
        for (finding, attacks) in Dictionary(grouping: spoiling, by: \.finding) {
            let word = try #require(finding)
            #expect(verify.text.contains("finding \(word) × \(attacks.count):"), "\(verify.text)")
        }
        for attack in spoiling { try AttackCheck(stage: stage).receipts(attack, in: log) }
    }
}

/// A receipt of the controller's own making, in the log and told by a people's side that lies.
@Suite struct AttackReceiptTests {
    @Test func `a forged receipt is no success to the command line, and a finding to the auditor`() throws {
        let attack = try #require(Attack.named("forged-receipt"))
        let installation = try Installation()
        try installation.startController()
        try installation.createClient()
        let file = try installation.enrolmentFile(uses: 2)
        for number in 1...2 { try installation.enrol(number, with: file) }
        try installation.admit(1, name: "pc-1", groups: ["desktops"])
        let real = try AttackStage.order(1, in: installation)
        try installation.cli("t-zhao", ["operation", "watch", real])
        for number in 1...2 { installation.stopAgent(number) }

        let played = try AttackStage.play([attack], on: 1, controls: false, in: installation)
        #expect(played.map(\.answers) == [[]])
        let forged = try #require(played.first?.order)
        #expect(AttackStage.runs(1, in: installation) == [real])

        try installation.startController()
        let log = try installation.exportLog()
        let believed = try show(real, in: installation, log)
        #expect(believed.status == 0, "\(believed.text)\(believed.errors)")
        #expect(believed.text.contains("succeeded"))
        let refused = try show(forged, in: installation, log)
        #expect(refused.status == 6, "\(refused.text)\(refused.errors)")
        #expect(!refused.text.contains("succeeded"), "\(refused.text)")
        #expect(refused.errors.contains("signer"), "\(refused.errors)")
        let verify = try installation.cli(
            "t-zhao",
            ["audit", "verify", log, "--root", installation.rootFile],
            expecting: 1
        )
        #expect(verify.text.contains("finding entry × 1:"), "\(verify.text)")
    }

    /// `operation show`, where the controller tells that the order has succeeded, by the receipt that its log holds.
    private func show(_ order: String, in installation: Installation, _ log: String) throws -> ToolRun {
        let leaf = try installation.query("SELECT idx FROM receipts WHERE operation = '\(order)'", in: log)
        let liar = try LyingController(leaf, before: installation)
        defer { liar.stop() }
        return try liar.cli("t-zhao", ["operation", "show", order])
    }
}

/// What has to hold after attacks.
struct AttackCheck {
    let stage: AttackStage

    /// The answers are the expected ones, and what the file says ran is what the attack lets run.
    func answers(_ attack: Attack) throws {
        let played = try #require(stage.played[attack.name])
        #expect(played.answers == attack.expected.map(\.description))
        if let order = played.order {
            let returned = try #require(stage.returns[attack.victim])
            let ranUnderAttack = attack.fate == .ranOnce
            #expect(returned.after.contains(order) == ranUnderAttack)
            #expect(returned.finally.contains(order) == (attack.fate != .neverRuns))
        }
    }

    /// The file that every run writes to, line by line.
    func runs(on victim: Attack.Victim, attacks: [Attack]) throws {
        let returned = try #require(stage.returns[victim])
        let controls = try #require(stage.played["\(Attack.control.name)-\(victim)"])
        // Every honest delivery ran, and what ran under attack has a receipt: no more, no less, no other order.
        #expect(controls.answers.allSatisfy { $0 == "succeeded+receipt" })
        #expect(returned.after == returned.before + controls.ran)
        let delayed = attacks.filter { $0.victim == victim && $0.fate == .runsLater }
            .compactMap { stage.played[$0.name]?.order }
        let rest = returned.finally.dropFirst(returned.after.count)
        #expect(Array(returned.finally.prefix(returned.after.count)) == returned.after)
        #expect(rest.sorted() == (delayed + returned.served).sorted())
    }

    /// One receipt of the device where it gave one, none where its answer decided nothing.
    func receipts(_ attack: Attack, in log: String) throws {
        let number = AttackStage.number(of: attack.victim)
        guard let order = stage.played[attack.name]?.order else { return }
        let found = try stage.installation.query(
            "SELECT coalesce(code, outcome) FROM receipts WHERE operation = '\(order)'"
                + " AND device = '\(stage.installation.device(number))'",
            in: log
        )
        switch attack.fate {
        case .runsLater, .ranOnce: #expect(Set(found) == ["succeeded"])
        case .neverRuns: #expect(found == attack.expected.filter(\.isReceipt).map(\.word))
        }
    }
}
