import FaultPoints
import Foundation
import Harness
import TestSupport
import Testing

/// The executor is killed, or its disk refuses, at each durable step; then it is started again.
@Suite(.serialized, .crashScene) struct CrashExecutorTests {
    /// What must become of an order whose executor met a fault, and how often its script has run.
    private func expected(_ fault: CrashFault) throws -> (outcome: String, runs: Int) {
        switch (ExecutorStep(rawValue: fault.point), fault.side) {
        // Admitted, and nobody knows what came of it: never run by itself again.
        case (.admitted, .after), (.began, _): ("interrupted", 0)
        case (.decided, .before): ("interrupted", 1)
        // Not admitted: the order comes again. Decided: the receipt is there, and is logged once.
        default: ("succeeded", 1)
        }
    }

    @Test(arguments: CrashFault.all([ExecutorStep.admitted, .began, .decided, .proven]))
    func `an order under way is told as it was, and never runs twice`(fault: CrashFault) throws {
        let scene = try CrashScene.current
        try scene.rests()
        try scene.restartExecutor(1, fault)
        let id = try #require(try scene.submit())
        try scene.executor().meets(fault)
        try scene.restartExecutor()
        let expected = try expected(fault)
        #expect(try scene.outcome(id) == expected.outcome)
        if fault.side == .after { try scene.works() }
        #expect(scene.runs(of: id) == expected.runs)
    }

    @Test(arguments: CrashFault.all([ExecutorStep.cancel]) + CrashFault.some([ExecutorStep.counted, .decided]))
    func `an order that was cancelled while the device was away never runs`(fault: CrashFault) throws {
        let scene = try CrashScene.current
        scene.installation.stopAgent(1)
        let id = try #require(try scene.submit())
        try scene.installation.cli("c-li", ["cancel", id, "--reason", "not needed", "--yes"])
        try scene.restartExecutor(1, fault)
        try scene.installation.startAgent(1, awaitsReady: false)
        try scene.executor().meets(fault)
        try scene.restartExecutor()
        #expect(try scene.outcome(id) == "cancelled")
        #expect(scene.runs(of: id) == 0)
        if fault.side == .after { try scene.works() }
    }

    @Test(arguments: CrashFault.all([ExecutorStep.denial]))
    func `a denial is taken again after a crash, and the order never runs`(fault: CrashFault) throws {
        let scene = try CrashScene.current
        try scene.ensureFinance()
        try scene.restartExecutor(scene.finance, fault)
        let id = try #require(try scene.submit(on: "pc-f"))
        try scene.installation.cli("c-li", ["deny", id, "--reason", "no", "--yes"])
        try scene.executor(scene.finance).meets(fault)
        try scene.restartExecutor(scene.finance)
        let next = try #require(try scene.submit(on: "pc-f"))
        try scene.installation.cli("c-li", ["approve", next, "--yes"])
        #expect(try scene.outcome(next) == "succeeded")
        #expect(scene.runs(of: id, on: scene.finance) == 0)
    }

    @Test(arguments: CrashFault.some([ExecutorStep.checkpointAdvanced, .deviceStatement]))
    func `a device statement is taken again after a crash`(fault: CrashFault) throws {
        let scene = try CrashScene.current
        try scene.restartExecutor(1, fault)
        try scene.installation.admit(1, name: "pc-1", groups: ["desktops"])
        try scene.executor().meets(fault)
        try scene.restartExecutor()
        try scene.works()
    }

    @Test(arguments: CrashFault.all([ExecutorStep.admitted, .began]).filter { $0.side != .fail })
    func `what a lost executor's runs have left is ended before they are told as interrupted`(fault: CrashFault) throws
    {
        let scene = try CrashScene.current
        // Only the second order comes to the point.
        var fault = fault
        fault.hit = 2
        try scene.restartExecutor(1, fault)
        let mark = "\(1_000_000 + UInt32.random(in: 0..<1_000_000))"
        let hanging = try #require(
            try scene.submit(
                """
                #!/bin/sh
                echo "$CS_OPERATION" >>"$CS_STATE/runs"
                sleep \(mark) &
                setsid sleep \(mark) &
                touch "$CS_STATE/started-\(mark)"
                wait
                """
            )
        )
        try FileEvent.wait(for: "\(scene.state(1))/started-\(mark)")
        #expect(!Self.processes(["sleep", mark]).isEmpty)
        let other = try #require(try scene.submit())
        try scene.executor().meets(fault)
        try scene.restartExecutor()
        #expect(try scene.outcome(hanging) == "interrupted")
        #expect(Self.processes(["sleep", mark]) == [])
        #expect(scene.runs(of: hanging) == 1)
        let expected = try expected(fault)
        #expect(try scene.outcome(other) == expected.outcome)
        #expect(scene.runs(of: other) == expected.runs)
        try scene.works()
    }

    /// Ids of processes with these words as their command.
    private static func processes(_ words: [String]) -> [Int32] {
        let wanted = words.joined(separator: "\0") + "\0"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.filter {
            (try? String(contentsOfFile: "/proc/\($0)/cmdline", encoding: .utf8)) == wanted
        }
    }

    @Test(arguments: CrashFault.some([ExecutorStep.stateFile, .schema, .established, .settled]))
    func `an enrolment file that was half installed is installed again, or is installed`(fault: CrashFault) throws {
        let scene = try CrashScene.current
        let endpoint = try scene.newEndpoint()
        defer { scene.retire(endpoint) }
        let run = try scene.install(endpoint, fault)
        #expect(run.errors.contains("fault: \(fault.text)"))
        #expect(run.status == (fault.side == .fail ? 1 : SIGKILL))
        let isEstablished =
            fault.point == ExecutorStep.settled.rawValue
            || fault.point == ExecutorStep.established.rawValue && fault.side == .after
        if isEstablished {
            // The id that the file holds is the one that it keeps.
            let known = try identity(endpoint)
            #expect(throws: HarnessError.self) { try scene.install(endpoint) }
            #expect(try identity(endpoint) == known)
        } else {
            try scene.install(endpoint)
        }
        let device = try identity(endpoint)
        try scene.installation.startExecutor(endpoint)
        try scene.installation.startAgent(endpoint)
        #expect(try scene.inLog("SELECT count(*) FROM enrolments WHERE device = '\(device)'") == ["1"])
    }

    private func identity(_ endpoint: Int) throws -> String {
        let scene = try CrashScene.current
        return try scene.installation.program(
            "countersign-executor",
            ["identity", "--state", "\(scene.installation.endpoint(endpoint))/executor"]
        ).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test(arguments: CrashFault.some([ExecutorStep.enrolmentKept, .enrolmentConfirmed]))
    func `an enrolment that the executor did not see to its end is the same enrolment`(fault: CrashFault) throws {
        let scene = try CrashScene.current
        let endpoint = try scene.newEndpoint()
        defer { scene.retire(endpoint) }
        try scene.install(endpoint)
        try scene.installation.startExecutor(endpoint, fault: fault.text)
        try scene.installation.startAgent(endpoint, awaitsReady: false)
        try scene.executor(endpoint).meets(fault)
        try scene.restartExecutor(endpoint)
        try scene.agent(endpoint).becomeReady()
        let device = try scene.installation.device(endpoint)
        #expect(try scene.inLog("SELECT count(*) FROM enrolments WHERE device = '\(device)'") == ["1"])
    }

    @Test(arguments: CrashFault.some([ExecutorStep.pruned, .stateFile]))
    func `an executor that could not start starts the next time`(fault: CrashFault) throws {
        let scene = try CrashScene.current
        try scene.restartExecutor(1, fault)
        let ending = try scene.executor().ending()
        #expect(ending == (fault.side == .fail ? .exited(1) : .signalled(SIGKILL)))
        try scene.restartExecutor()
        try scene.works()
    }

    @Test func `after all of it the log verifies and the projection is the same`() throws {
        let scene = try CrashScene.current
        try scene.verify()
        try scene.rebuilds()
        try scene.works()
    }
}
