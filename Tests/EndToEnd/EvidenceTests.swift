import Foundation
import Harness
import TestSupport
import Testing
import TransparencyLog

/// What `audit verify` says of a real log, `tools/verify_evidence.py` says too, with none of the same code.
@Suite(.serialized) struct EvidenceTests {
    @Test func `both auditors find an honest log sound and count the same`() throws {
        let installation = try Self.worked()
        let log = try installation.exportLog()
        let verdict = try Self.agreed(on: log, installation)
        #expect(verdict.status == 0)
        #expect(verdict.remarks == [])
        #expect(verdict.checked["runs"] == 3)
        #expect(verdict.checked["receipt entries"] == 4)
        #expect(verdict.counts["no-witness"] == 3)
        // A sample says that it is one, and of everything else the same.
        let sample = try Self.python([log, "--root", installation.rootFile, "--sample", "3", "--seed", "7"])
        #expect(sample.status == 0)
        #expect(sample.text.contains("a sample only"))
        let zero = try Self.python([log, "--root", installation.rootFile, "--sample", "3", "--seed", "0"])
        #expect(zero.text.contains("seed 0\n"), "\(zero.text)")
        let other = try Self.python([log, "--root", installation.rootFile, "--lang", "zh"])
        #expect(other.text.hasPrefix("完好\n"))
    }

    @Test func `both see what a thief of the log's key does to it`() throws {
        let installation = try Self.worked()
        let log = try installation.exportLog()
        let kinds = try installation.query("SELECT kind FROM entries ORDER BY idx", in: log)
        let thief = try Thief(installation)

        // What an entry says, changed in place: the devices' own checkpoints are over another tree.
        let access = try #require(kinds.firstIndex(of: "access"))
        let changed = try thief.resigned(log, "changed.sqlite") { leaves in
            leaves[access] = Array(
                String(decoding: leaves[access], as: UTF8.self).replacing("t-zhao", with: "t-qian").utf8
            )
        }
        #expect(try Self.agreed(on: changed, installation).words.contains("fork"))

        // An entry that nobody refers to, left out: receipts name their order's place.
        let hidden = try thief.resigned(log, "hidden.sqlite") { $0.remove(at: access) }
        #expect(try Self.agreed(on: hidden, installation).words.contains("leaf-index"))

        // A receipt: its device's chain has a hole.
        let receipt = try #require(kinds.firstIndex(of: "receipt"))
        let hole = try thief.resigned(log, "hole.sqlite") { $0.remove(at: receipt) }
        #expect(try Self.agreed(on: hole, installation).words.contains("receipt-chain"))

        // An approval: what it allowed has run without it.
        let approval = try #require(kinds.firstIndex(of: "approval"))
        let without = try thief.resigned(log, "without.sqlite") { $0.remove(at: approval) }
        #expect(try Self.agreed(on: without, installation).status == 1)

        // Two entries exchanged.
        let swapped = try thief.resigned(log, "swapped.sqlite") { $0.swapAt(receipt, receipt - 1) }
        #expect(try Self.agreed(on: swapped, installation).status == 1)

        // The end cut off: nothing in what is left can show it, but for an answer that is missing.
        let cut = try thief.resigned(log, "cut.sqlite") { $0.removeLast(3) }
        _ = try Self.agreed(on: cut, installation)
    }

    @Test func `both see a bit flipped in an entry of any kind, and a truncated file`() throws {
        let installation = try Self.worked()
        let log = try installation.exportLog()
        let kinds = try installation.query("SELECT kind FROM entries ORDER BY idx", in: log)
        var chance = SeededRandom(seed: 2_026)
        for kind in Set(kinds).sorted() {
            let index = try #require(kinds.firstIndex(of: kind))
            let bent = try Self.bent(log, "bent-\(kind).sqlite", installation) { leaves in
                let place = Int.random(in: leaves[index].indices, using: &chance)
                leaves[index][place] ^= 1 << UInt8.random(in: 0..<8, using: &chance)
            }
            let word = kind == "root" ? "root-pinned" : "checkpoint-root"
            #expect(try Self.agreed(on: bent, installation).words.contains(word), "\(kind)")
        }
        let short = installation.folder.file("short.sqlite")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: log))
        try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: short))
        let ours = try installation.cli(
            "t-zhao",
            ["audit", "verify", short, "--root", installation.rootFile, "--json"],
            expecting: nil
        )
        let theirs = try Self.python([short, "--root", installation.rootFile, "--json"])
        #expect(ours.status != 0)
        #expect(theirs.status != 0)
    }
}

// The log and its two readers.
extension EvidenceTests {
    /// A client's installation after a day's work: runs, an approval, a refusal by a denial, a cancel.
    private static func worked() throws -> Installation {
        let installation = try Installation()
        try installation.startController()
        try installation.createClient()
        let file = try installation.enrolmentFile(uses: 2)
        try installation.enrol(1, with: file)
        try installation.enrol(2, with: file)
        try installation.admit(1, name: "pc-1", groups: ["desktops"])
        try installation.admit(2, name: "pc-2", groups: ["finance"])
        let script = try installation.writeScript("hello.sh", "#!/bin/sh\necho hello\n")
        let other = try installation.writeScript("other.sh", "#!/bin/sh\nexit 3\n")
        try installation.cli("t-zhao", ["run", script, "--on", "pc-1", "--reason", "greeting", "--yes"])
        try installation.cli("t-zhao", ["run", other, "--on", "pc-1", "--reason", "fails", "--yes"], expecting: 1)
        let approved = try order(script, installation)
        try installation.cli("c-li", ["approve", approved, "--yes"])
        try installation.cli("t-zhao", ["operation", "watch", approved])
        let denied = try order(other, installation)
        try installation.cli("c-li", ["deny", denied, "--reason", "not today", "--yes"])
        let cancelled = try order(other, installation)
        try installation.cli("t-zhao", ["cancel", cancelled, "--reason", "mistake", "--yes"])
        return installation
    }

    /// An order for `pc-2`, which needs the contact's signature too.
    private static func order(_ script: String, _ installation: Installation) throws -> String {
        try installation.cli(
            "t-zhao",
            ["run", script, "--on", "pc-2", "--reason", "month end", "--no-wait", "--yes"]
        ).text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// What one auditor says.
    struct Verdict: Equatable {
        struct Report: Decodable {
            struct Remark: Decodable {
                let word: String
                let index: UInt64?
            }

            let size: UInt64
            let treeRoot: String
            let remarks: [Remark]
            let counts: [String: UInt64]
            let checked: [String: UInt64]
        }

        let status: Int32
        let size: UInt64
        let treeRoot: String
        let remarks: Set<String>
        let counts: [String: UInt64]
        let checked: [String: UInt64]

        init(_ run: ToolRun) throws {
            let report = try JSONDecoder().decode(Report.self, from: Data(run.output))
            status = run.status
            size = report.size
            treeRoot = report.treeRoot
            remarks = Set(report.remarks.map { "\($0.word) \($0.index.map(String.init) ?? "-")" })
            counts = report.counts
            checked = report.checked
        }

        var words: Set<String> { Set(counts.keys) }
    }

    /// Has both auditors judge a log, and what they agree on.
    private static func agreed(on log: String, _ installation: Installation) throws -> Verdict {
        let arguments = [log, "--root", installation.rootFile, "--json"]
        let ours = try Verdict(installation.cli("t-zhao", ["audit", "verify"] + arguments, expecting: nil))
        let theirs = try Verdict(python(arguments))
        #expect(ours == theirs)
        return ours
    }

    private static func python(_ arguments: [String]) throws -> ToolRun {
        let tests = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        let tool = tests.deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("tools/verify_evidence.py")
        return try ToolRun.run("/usr/bin/env", ["LC_ALL=C.UTF-8", "python3", tool.path] + arguments)
    }

    /// A copy of a log with other leaves, made with plain sqlite3: whoever owns a file can drop its triggers.
    static func bent(
        _ log: String,
        _ name: String,
        _ installation: Installation,
        notes: (([[UInt8]]) throws -> [String])? = nil,
        _ change: (inout [[UInt8]]) throws -> Void
    ) throws -> String {
        let copy = installation.folder.file(name)
        try FileManager.default.copyItem(atPath: log, toPath: copy)
        var leaves = try installation.query("SELECT hex(leaf) FROM entry ORDER BY idx", in: log).map { hex in
            try #require(Hex.decode(hex.lowercased()))
        }
        try change(&leaves)
        var statements = try installation.query(
            "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_master WHERE type = 'trigger'",
            in: copy
        )
        statements.append("BEGIN; DELETE FROM entry;")
        statements += leaves.enumerated().map { "INSERT INTO entry VALUES (\($0), x'\(Hex.encode($1))');" }
        if let notes {
            statements.append("DELETE FROM checkpoint;")
            statements += try notes(leaves).enumerated().map { size, note in
                "INSERT INTO checkpoint VALUES (\(size + 1), CAST(x'\(Hex.encode(Array(note.utf8)))' AS TEXT));"
            }
        }
        statements.append("COMMIT;")
        let script = try installation.folder.write(Array(statements.joined(separator: "\n").utf8), to: "\(name).sql")
        let run = try ToolRun.run("/usr/bin/sqlite3", [copy], input: script)
        #expect(run.status == 0, "\(run.errors)")
        return copy
    }
}

/// Somebody with the client's log key, who signs every checkpoint anew.
private struct Thief {
    private let installation: Installation
    private let signer: NoteSigner

    init(_ installation: Installation) throws {
        self.installation = installation
        let text = try String(contentsOfFile: "\(installation.data)/keys/log-acme.seed", encoding: .utf8)
        let root = try String(contentsOfFile: installation.rootFile, encoding: .utf8)
        let origin = try #require(root.firstMatch(of: /"origin":"([^"]+)"/)?.1)
        signer = try NoteSigner(
            name: String(origin),
            seed: #require(Hex.decode(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        )
    }

    func resigned(_ log: String, _ name: String, _ change: (inout [[UInt8]]) throws -> Void) throws -> String {
        try EvidenceTests.bent(log, name, installation, notes: notes, change)
    }

    /// A checkpoint after each leaf.
    private func notes(over leaves: [[UInt8]]) throws -> [String] {
        var tree = MerkleTree()
        return try leaves.map { leaf in
            tree.append(leaf)
            let checkpoint = try Checkpoint(origin: signer.verifierKey.name, size: tree.size, root: tree.root)
            return try signer.sign(checkpoint).raw
        }
    }
}
