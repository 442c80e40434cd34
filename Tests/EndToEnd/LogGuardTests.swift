import Foundation
import Harness
import TestSupport
import Testing

/// What the record holds after real work, and that nobody can bend it unseen.
@Suite(.serialized) struct LogGuardTests {
    private func worked() throws -> Installation {
        let installation = try Installation()
        try installation.startController()
        try installation.createClient()
        try installation.enrol(1, with: installation.enrolmentFile(uses: 1))
        try installation.admit(1, name: "pc-1", groups: ["desktops"])
        let script = try installation.writeScript("hello.sh", "#!/bin/sh\necho hello\n")
        try installation.cli("t-zhao", ["run", script, "--on", "pc-1", "--reason", "greeting", "--yes"])
        return installation
    }

    @Test func `a flipped bit, a dropped leaf and a swapped pair are found`() throws {
        let installation = try worked()
        let log = try installation.exportLog()
        let bend = { (name: String, statements: [String]) throws -> String in
            let copy = installation.folder.file(name)
            try FileManager.default.copyItem(atPath: log, toPath: copy)
            // Whoever owns a file can drop its triggers; the proofs must hold without them.
            let drops = try installation.query(
                "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_master WHERE type = 'trigger'",
                in: copy
            )
            let run = try ToolRun.run("/usr/bin/sqlite3", [copy, (drops + statements).joined(separator: "\n")])
            #expect(run.status == 0, "\(run.errors)")
            return copy
        }
        let bent = [
            try bend(
                "flipped.sqlite",
                [
                    "UPDATE entry SET leaf = CAST(replace(CAST(leaf AS TEXT), 'pc-1', 'pc-2') AS BLOB) WHERE CAST(leaf AS TEXT) LIKE '%\"kind\":\"device\"%';"
                ]
            ),
            try bend("dropped.sqlite", ["DELETE FROM entry WHERE idx = (SELECT max(idx) FROM entry);"]),
            try bend(
                "swapped.sqlite",
                [
                    "UPDATE entry SET idx = -1 WHERE idx = 1; UPDATE entry SET idx = 1 WHERE idx = 2; UPDATE entry SET idx = 2 WHERE idx = -1;"
                ]
            ),
        ]
        try installation.cli("t-zhao", ["audit", "verify", log, "--root", installation.rootFile])
        for copy in bent {
            try installation.cli("t-zhao", ["audit", "verify", copy, "--root", installation.rootFile], expecting: 1)
        }
    }

    @Test func `plain sqlite3 refuses to change a log`() throws {
        let installation = try worked()
        let log = try installation.exportLog()
        for change in [
            "UPDATE entry SET leaf = x'00'", "DELETE FROM entry", "INSERT OR REPLACE INTO entry VALUES (0, x'00')",
            "INSERT INTO entry VALUES (99999, x'00')", "DELETE FROM checkpoint", "UPDATE checkpoint SET note = 'x'",
        ] {
            let run = try ToolRun.run("/usr/bin/sqlite3", [log, change])
            #expect(run.status != 0, "accepted: \(change)")
        }
    }

    @Test func `the projection made again is the projection that was`() throws {
        let installation = try worked()
        installation.stopController()
        let fleet = "\(installation.data)/fleet.sqlite"
        // The entry that the stop itself wrote comes after the last projection: rows about work are what is compared.
        let rows = {
            try ToolRun.run("/usr/bin/sqlite3", ["-readonly", fleet, ".dump"]).text.split(separator: "\n")
                .filter { $0.contains("INSERT INTO") && $0.contains("d-") }.sorted()
        }
        let before = try rows()
        #expect(before.count >= 3)
        _ = try installation.program("countersign-controller", ["rebuild", "--data", installation.data])
        #expect(try rows() == before)
    }

    @Test func `reading a client's data leaves an entry each time`() throws {
        let installation = try worked()
        let count = { (event: String) throws -> Int in
            let log = try installation.exportLog("count-\(UInt32.random(in: 0 ... .max)).sqlite")
            return Int(
                try installation.query("SELECT count(*) FROM access WHERE event = '\(event)'", in: log).first ?? ""
            ) ?? -1
        }
        for command in [
            ["device", "list"], ["inventory", "show", "pc-1"], ["operation", "list"], ["inventory", "list"],
        ] {
            let before = try count("read")
            try installation.cli("t-qian", command)
            #expect(try count("read") > before, "\(command) left no entry")
        }
        let exports = try count("export")
        #expect(try count("export") > exports)
    }

    @Test func `a refused submission is an entry with its digest and code`() throws {
        let installation = try worked()
        let script = try installation.writeScript("hello.sh", "#!/bin/sh\necho hello\n")
        // The contact holds no technician's role: no rule is met by her signature.
        let run = try installation.cli(
            "c-li",
            ["run", script, "--on", "pc-1", "--reason", "not mine", "--no-wait", "--yes"],
            expecting: nil
        )
        let log = try installation.exportLog()
        if run.status == 3 {
            #expect(try installation.query("SELECT count(*) FROM access WHERE event = 'refused'", in: log) == ["1"])
        } else {
            // Then it waits for a technician, and nothing has run.
            #expect(try installation.query("SELECT count(*) FROM receipts", in: log) == ["1"])
        }
    }
}
