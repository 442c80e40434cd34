import Foundation
import Harness
import TestSupport
import Testing

/// Every look at a client's data is an entry in the client's log, so commands take no more looks than they need.
@Suite(.serialized) struct ReadingTests {
    private func entries(_ installation: Installation) throws -> [String] {
        let log = try installation.exportLog()
        return try installation.query("SELECT object FROM access WHERE object IS NOT NULL ORDER BY idx", in: log)
    }

    @Test func `a command reads what it needs and nothing twice`() throws {
        let installation = try Installation()
        try installation.startController()
        try installation.createClient()
        try installation.enrol(1, with: installation.enrolmentFile(uses: 1))
        try installation.admit(1, name: "pc-1", groups: ["desktops"])
        let script = try installation.writeScript("hello.sh", "#!/bin/sh\necho hello\n")
        let id = try installation.cli(
            "t-zhao",
            ["run", script, "--on", "pc-1", "--reason", "greeting", "--no-wait", "--yes"]
        ).text.trimmingCharacters(in: .whitespacesAndNewlines)
        try installation.cli("t-zhao", ["operation", "watch", id])
        for (command, expected) in [
            (["inbox"], ["inbox"]), (["operation", "list"], ["operations"]),
            (["inventory", "show", "pc-1"], ["inventory \(try installation.device(1))", "proofs"]),
            (["trust", "show"], []),
        ] {
            let before = try entries(installation).count
            try installation.cli("t-zhao", command)
            let after = try entries(installation).dropFirst(before)
            // The export that counts is one of them.
            #expect(after.filter { $0 != "log" } == expected, "\(command)")
        }
    }
}
