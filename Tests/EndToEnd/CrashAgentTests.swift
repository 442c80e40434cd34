import FaultPoints
import Foundation
import Harness
import TestSupport
import Testing

/// The agent is killed, or its disk refuses, at each durable step; then it is started again.
@Suite(.serialized, .crashScene) struct CrashAgentTests {
    @Test(
        arguments: CrashFault.all([AgentStep.signerKept, .requestKept, .channelKept, .requestForgotten, .inventoryKept])
    )
    func `a device whose agent crashed while it enrolled is enrolled once and reports`(fault: CrashFault) throws {
        let scene = try CrashScene.current
        let endpoint = try scene.newEndpoint()
        defer { scene.retire(endpoint) }
        try scene.install(endpoint)
        try scene.installation.startExecutor(endpoint)
        try scene.installation.startAgent(endpoint, fault: fault.text)
        try scene.agent(endpoint).meets(fault)
        scene.installation.stopAgent(endpoint)
        try scene.installation.startAgent(endpoint)
        try Self.isThere(endpoint)
    }

    @Test(arguments: CrashFault.all([AgentStep.deviceForgotten]) + CrashFault.all([AgentStep.deviceForgotten], hit: 3))
    func `an agent that forgets an old device half-way becomes the new one`(fault: CrashFault) throws {
        let scene = try CrashScene.current
        let endpoint = try scene.newEndpoint()
        defer { scene.retire(endpoint) }
        try scene.install(endpoint)
        try scene.installation.startExecutor(endpoint)
        try scene.installation.startAgent(endpoint)
        let old = try scene.installation.device(endpoint)
        scene.retire(endpoint)
        _ = try scene.installation.program(
            "countersign-executor",
            ["reset", "--state", "\(scene.installation.endpoint(endpoint))/executor"]
        )
        try scene.install(endpoint)
        #expect(try scene.installation.device(endpoint) != old)
        try scene.installation.startExecutor(endpoint)
        try scene.installation.startAgent(endpoint, fault: fault.text)
        try scene.agent(endpoint).meets(fault)
        scene.installation.stopAgent(endpoint)
        try scene.installation.startAgent(endpoint)
        try Self.isThere(endpoint)
    }

    /// Enrolled once, and its inventory is in the log.
    private static func isThere(_ endpoint: Int) throws {
        let scene = try CrashScene.current
        let device = try scene.installation.device(endpoint)
        #expect(try scene.inLog("SELECT count(*) FROM enrolments WHERE device = '\(device)'") == ["1"])
        try FolderEvent.wait(in: "\(scene.installation.data)/logs") {
            try scene.inLog("SELECT count(*) > 0 FROM inventory WHERE device = '\(device)'") == ["1"]
        }
        let shown = try scene.installation.cli("t-zhao", ["device", "list"]).text
        #expect(shown.contains(device.prefix(12)))
    }

    @Test func `after all of it the log verifies and the projection is the same`() throws {
        let scene = try CrashScene.current
        try scene.works()
        try scene.verify()
        try scene.rebuilds()
    }
}
