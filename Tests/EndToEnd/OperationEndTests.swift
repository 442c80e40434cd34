import Foundation
import Harness
import TestSupport
import Testing

/// A `run` that waits ends by itself, with 1, when the order can't run any more.
@Suite(.serialized) struct OperationEndTests {
    /// An order in the group that the contact countersigns, with `run` waiting in the foreground.
    private func waiting() throws -> (Installation, Process, id: String, output: String) {
        let installation = try Installation()
        try installation.startController()
        try installation.createClient()
        try installation.enrol(1, with: installation.enrolmentFile(uses: 1))
        try installation.admit(1, name: "pc-1", groups: ["finance"])
        let script = try installation.writeScript("touch.sh", "#!/bin/sh\ntouch \"$CS_STATE/ran\"\n")
        let run = Process()
        run.executableURL = URL(fileURLWithPath: Products.path("countersign"))
        run.arguments = ["run", script, "--on", "pc-1", "--reason", "month end", "--yes"]
        run.environment = [
            "COUNTERSIGN_HOME": installation.folder.file("home-t-zhao"), "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin",
        ]
        let errors = Pipe()
        let output = try installation.folder.write([], to: "run-output")
        run.standardError = errors
        run.standardInput = FileHandle.nullDevice
        run.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        try run.run()
        // It says whom it waits for; until then there is nothing to deny.
        var said = ""
        while !said.contains("waiting for") {
            let chunk = errors.fileHandleForReading.availableData
            guard !chunk.isEmpty else { throw HarnessError("run ended early: \(said)") }
            said += String(decoding: chunk, as: UTF8.self)
        }
        let match = try #require(said.firstMatch(of: /countersign approve ([0-9a-f-]{36})/))
        return (installation, run, String(match.output.1), output)
    }

    @Test func `a denial ends it and is shown with who and why`() throws {
        let (installation, run, id, output) = try waiting()
        try installation.cli("c-li", ["deny", id, "--reason", "not today", "--yes"])
        run.waitUntilExit()
        #expect(run.terminationStatus == 1)
        let text = try String(contentsOfFile: output, encoding: .utf8)
        #expect(text.contains("denied by c-li"), "\(text)")
        #expect(text.contains("not today"))
    }

    @Test func `a cancel ends it and is shown with who and why`() throws {
        let (installation, run, id, output) = try waiting()
        try installation.cli("t-zhao", ["cancel", id, "--reason", "wrong script", "--yes"])
        run.waitUntilExit()
        #expect(run.terminationStatus == 1)
        let text = try String(contentsOfFile: output, encoding: .utf8)
        #expect(text.contains("cancelled by t-zhao"), "\(text)")
        #expect(text.contains("wrong script"))
        #expect(!FileManager.default.fileExists(atPath: "\(installation.endpoint(1))/executor/state/ran"))
    }

    @Test func `what was collected is shown in words, not as one line`() throws {
        let installation = try Installation()
        try installation.startController()
        try installation.createClient()
        try installation.enrol(1, with: installation.enrolmentFile(uses: 1))
        try installation.admit(1, name: "pc-1", groups: ["desktops"])
        let run = try installation.cli(
            "t-zhao",
            ["run", "--collect", "basic", "--on", "pc-1", "--reason", "look", "--yes"]
        )
        #expect(run.text.contains("pc-1 | Clock: "), "\(run.text)")
        #expect(run.text.contains("pc-1 | Kernel: "))
        #expect(!run.text.contains("{\""))
    }
}
