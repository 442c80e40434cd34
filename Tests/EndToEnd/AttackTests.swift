import Foundation
import Harness
import TestSupport
import Testing

/// Attacks through the real protocol by a controller that holds the real one's folder, CA and log key.
@Suite(.serialized) struct AttackTests {
    @Test func `a controller gone bad is refused by the endpoint, and the delayed order still runs`() throws {
        let installation = try Installation()
        try installation.startController()
        try installation.createClient()
        try installation.enrol(1, with: installation.enrolmentFile(uses: 1))
        try installation.admit(1, name: "pc-1", groups: ["desktops"])
        installation.stopAgent(1)
        let script = try installation.writeScript("count.sh", "#!/bin/sh\necho run >>\"$CS_STATE/runs\"\n")
        let id = try installation.cli(
            "t-zhao",
            ["run", script, "--on", "pc-1", "--reason", "later", "--no-wait", "--yes"]
        ).text
            .trimmingCharacters(in: .whitespacesAndNewlines)
        installation.stopController()

        let hostile = Process()
        hostile.executableURL = URL(fileURLWithPath: Products.path("hostile-controller"))
        hostile.arguments = [
            "--data", installation.data, "--tenant", "acme", "--device", try installation.device(1), "--operation", id,
            "--technician-key", installation.folder.file("t-zhao"), "--outsider-key",
            installation.folder.file("outsider"),
        ]
        let output = Pipe()
        hostile.standardOutput = output
        try hostile.run()
        try installation.startAgent(1)
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        hostile.waitUntilExit()
        #expect(hostile.terminationStatus == 0, "\(text)")
        for code in ["digest", "inclusion", "signer-unknown"] { #expect(text.contains("refused: \(code)")) }
        let runs = "\(installation.endpoint(1))/executor/state/runs"
        #expect(!FileManager.default.fileExists(atPath: runs))

        try installation.startController()
        try installation.cli("t-zhao", ["operation", "watch", id])
        #expect(try String(contentsOfFile: runs, encoding: .utf8) == "run\n")
        let log = try installation.exportLog()
        #expect(
            try installation.query("SELECT code FROM receipts WHERE outcome = 'refused'", in: log) == ["signer-unknown"]
        )
        try installation.cli("t-zhao", ["audit", "verify", log, "--root", installation.rootFile])
    }
}
