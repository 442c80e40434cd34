import Harness
import TestSupport
import Testing

/// A people's side that answers about another order than the one asked for.
@Suite struct OperationSwapTests {
    @Test func `no command takes another order's answer for the one asked for, and none signs`() throws {
        let installation = try Installation()
        try installation.startController()
        try installation.createClient()
        try installation.enrol(1, with: installation.enrolmentFile(uses: 1))
        try installation.admit(1, name: "pc-1", groups: ["desktops"])
        let script = try installation.writeScript("other.sh", "#!/bin/sh\necho of the other\n")
        let other = try run(script, "--no-wait", in: installation)
        try installation.cli("t-zhao", ["operation", "watch", other])
        let asked = try run(script, "--no-wait", in: installation)

        let liar = try LyingController(["--swap", other], before: installation)
        defer { liar.stop() }
        let commands: [(person: String, words: [String])] = [
            ("t-zhao", ["operation", "show", asked]),
            ("t-zhao", ["operation", "watch", asked]),
            ("c-li", ["approve", asked, "--yes"]),
            ("c-li", ["deny", asked, "--reason", "no", "--yes"]),
            ("t-zhao", ["cancel", asked, "--reason", "no", "--yes"]),
        ]
        for (person, words) in commands {
            let refused = try liar.cli(person, words)
            #expect(refused.status == 6, "\(words): \(refused.text)\(refused.errors)")
            #expect(refused.errors.contains("is not operation \(asked)"), "\(words): \(refused.errors)")
            #expect(!refused.text.contains("succeeded"), "\(words): \(refused.text)")
        }
        let kinds = try installation.query("SELECT kind FROM entries", in: installation.exportLog())
        #expect(Set(kinds).isDisjoint(with: ["approval", "denial", "cancel"]))

        let started = try liar.cli("t-zhao", ["run", script, "--on", "pc-1", "--reason", "probe", "--yes"])
        #expect(started.status == 6, "\(started.text)\(started.errors)")
        #expect(!started.text.contains("succeeded"), "\(started.text)")
        #expect(!started.text.contains("of the other"), "\(started.text)")
    }

    @Test func `output that the device did not sign is called so, and the command ends as a failed verification`()
        throws
    {
        let installation = try Installation()
        try installation.startController()
        try installation.createClient()
        try installation.enrol(1, with: installation.enrolmentFile(uses: 1))
        try installation.admit(1, name: "pc-1", groups: ["desktops"])
        let script = try installation.writeScript("said.sh", "#!/bin/sh\necho disk is full\n")
        let order = try run(script, "--no-wait", in: installation)
        let honest = try installation.cli("t-zhao", ["operation", "watch", order])
        #expect(honest.text.contains("disk is full"), "\(honest.text)")

        for said in ["all is fine\n", "disk is f", "disk is full\nand it burns\n"] {
            let liar = try LyingController(["--say", said], before: installation)
            defer { liar.stop() }
            let watched = try liar.cli("t-zhao", ["operation", "watch", order])
            let isTrue = "disk is full\n".hasPrefix(said)
            #expect(watched.status == (isTrue ? 0 : 6), "\(said): \(watched.text)\(watched.errors)")
            #expect(watched.errors.contains("is not what the device signed") == !isTrue, "\(said): \(watched.errors)")
            #expect(watched.text.contains("| disk is full"), "\(said): \(watched.text)")
        }
    }

    private func run(_ script: String, _ option: String, in installation: Installation) throws -> String {
        try installation.cli("t-zhao", ["run", script, "--on", "pc-1", "--reason", "probe", option, "--yes"])
            .text.split(separator: "\n").last.map(String.init) ?? ""
    }
}
