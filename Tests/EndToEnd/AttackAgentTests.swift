import Foundation
import Harness
import TestSupport
import Testing

@testable import hostile_controller

/// An agent gone bad: a relay of our own between the real agent and the real executor, which alters what passes.
///
/// What such a process can send to the executor's socket by itself is the executor's own tests' matter.
@Suite(.serialized) struct AttackAgentTests {
    private let installation: Installation

    init() throws {
        installation = try Installation()
        try installation.startController()
        try installation.createClient()
        try installation.enrol(1, with: installation.enrolmentFile(uses: 1))
        try installation.admit(1, name: "pc-1", groups: ["desktops"])
        installation.stopAgent(1)
    }

    private var socket: String { "\(installation.endpoint(1))/socket/executor.sock" }

    /// Both attacks end like this: with a true agent the order has run once, has one receipt, and the log verifies.
    private func checkRecovery(of order: String) throws {
        installation.stopAgent(1)
        try installation.startAgent(1)
        try installation.cli("t-zhao", ["operation", "watch", order])
        #expect(AttackStage.runs(1, in: installation) == [order])
        let log = try installation.exportLog()
        #expect(try installation.query("SELECT outcome FROM receipts", in: log) == ["succeeded"])
        try installation.cli("t-zhao", ["audit", "verify", log, "--root", installation.rootFile])
    }

    @Test func `a delivery that the agent alters is refused and runs nothing, and the true one runs`() throws {
        let relay = try BentRelay.bendingScripts(at: socket)
        try installation.startAgent(1)
        let order = try AttackStage.order(1, in: installation)
        #expect(relay.nextRefusal() == "digest")
        #expect(AttackStage.runs(1, in: installation).isEmpty)
        relay.stop()
        try checkRecovery(of: order)
    }

    @Test func `a receipt that the agent alters is never logged, and the true one is`() throws {
        let relay = try BentRelay.bendingReceipts(at: socket)
        try installation.startAgent(1)
        let order = try AttackStage.order(1, in: installation)
        #expect(relay.sawReceipts())
        #expect(!(try installation.cli("t-zhao", ["operation", "show", order]).text.contains("succeeded")))
        relay.stop()
        try checkRecovery(of: order)
    }
}
