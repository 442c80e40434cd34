import Foundation
import Harness
import TestSupport

/// A session at the command line as a text that people read and a test replays.
///
///     # a remark
///     @ endpoints 1            what the installation has; also: stop controller, start controller, stop agent 1, language zh
///     % touch file             a shell command in the installation's folder that prepares something and must succeed
///     $ t-zhao: countersign …  a person's shell command; COUNTERSIGN_HOME is theirs
///     | …                      a line of its output
///     ! …                      a line of its error stream
///     = 2                      its exit code
///
/// Ids, times, digests and numbers of entries differ from run to run; they stand as `<device-1>`, `<time>` and so on, and
/// the numbered ones may be used in later commands. `TRANSCRIPTS=write` makes the test write what really came.
struct Transcript {
    let lines: [String]

    init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// Replays it on an installation and gives the text that should be its own.
    func replayed(on installation: Installation) throws -> String {
        var words = TranscriptWords(installation)
        var stage = TranscriptStage(installation)
        var replayed: [String] = []
        for line in lines where !["|", "!", "="].contains(line.prefix(1)) {
            replayed.append(line)
            switch line.prefix(2) {
            case "@ ": try stage.direct(String(line.dropFirst(2)), &words)
            case "% ": try stage.prepare(words.filled(String(line.dropFirst(2))))
            case "$ ":
                let run = try stage.run(words.filled(String(line.dropFirst(2))))
                replayed += words.plain(run.text).map { $0.isEmpty ? "|" : "| \($0)" }
                replayed += words.plain(run.errors).map { $0.isEmpty ? "!" : "! \($0)" }
                replayed.append("= \(run.status)")
            default: break
            }
        }
        return replayed.joined(separator: "\n")
    }
}

/// The processes and people that a transcript speaks of.
private struct TranscriptStage {
    private let installation: Installation
    private var language = "C.UTF-8"

    init(_ installation: Installation) {
        self.installation = installation
    }

    mutating func direct(_ text: String, _ words: inout TranscriptWords) throws {
        let parts = text.split(separator: " ").map(String.init)
        switch (parts.first, parts.dropFirst().joined(separator: " ")) {
        case ("endpoints", let count):
            try installation.createClient()
            let endpoints = Int(count) ?? 0
            guard endpoints > 0 else { return }
            let file = try installation.enrolmentFile(uses: endpoints)
            for number in 1...endpoints {
                try installation.enrol(number, with: file)
                try installation.admit(number, name: "pc-\(number)", groups: ["desktops"])
                words.name(try installation.device(number), "device")
            }
        case ("language", "zh"): language = "zh_CN.UTF-8"
        case ("language", _): language = "C.UTF-8"
        case ("stop", "controller"): installation.stopController()
        case ("start", "controller"): try installation.startController()
        case ("stop", "agent 1"): installation.stopAgent(1)
        case ("start", "agent 1"): try installation.startAgent(1)
        default: throw HarnessError("the transcript says @ \(text), which nobody understands")
        }
    }

    func prepare(_ command: String) throws {
        let run = try shell(command, home: "nobody")
        guard run.status == 0 else { throw HarnessError("\(command) ended with \(run.status): \(run.errors)") }
    }

    func run(_ line: String) throws -> ToolRun {
        let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw HarnessError("no person in: \(line)") }
        return try shell(parts[1], home: parts[0])
    }

    private func shell(_ command: String, home: String) throws -> ToolRun {
        try ToolRun.run(
            "/usr/bin/env",
            [
                "-i", "-C", installation.folder.path, "PATH=\(Products.folder):/usr/bin:/bin", "LC_ALL=\(language)",
                "HOME=\(installation.folder.path)", "COUNTERSIGN_HOME=\(installation.folder.file("home-\(home)"))",
                // Without a terminal, also where the tests have one; what hangs ends with 124.
                "/usr/bin/setsid", "-w", "/usr/bin/timeout", "120", "/bin/sh", "-c", command,
            ]
        )
    }
}

/// Puts words in the place of what differs from run to run, and back.
struct TranscriptWords {
    private var names: [String: String] = [:]
    private var counts: [String: Int] = [:]
    private let fixed: [(String, String)]

    init(_ installation: Installation) {
        fixed = [
            (installation.folder.path, "<folder>"), ("127.0.0.1:\(installation.peoplePort)", "127.0.0.1:<port>"),
            ("127.0.0.1:\(installation.agentsPort)", "127.0.0.1:<agents-port>"),
        ]
    }

    /// The word for a value, from now on.
    @discardableResult
    mutating func name(_ value: String, _ kind: String) -> String {
        if let word = names[value] { return word }
        counts[kind, default: 0] += 1
        let word = "<\(kind)-\(counts[kind] ?? 0)>"
        names[value] = word
        return word
    }

    /// A command with its values.
    func filled(_ text: String) -> String {
        let values = names.map { ($0.value, $0.key) } + fixed.map { ($0.1, $0.0) }
        return values.reduce(text) { $0.replacing($1.0, with: $1.1) }
    }

    /// Lines with words for what differs.
    mutating func plain(_ text: String) -> [String] {
        var text = fixed.reduce(text) { $0.replacing($1.0, with: $1.1) }
        text = text.replacing(/SHA256:[A-Za-z0-9+\/]{43}/, with: "<fingerprint>")
        text = text.replacing(/\b[0-9a-f]{64}\b/, with: "<digest>")
        text = text.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/, with: "<time>")
        for (pattern, kind) in [
            (/\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/, "operation"),
            (/\bd-[a-z2-7]{26}\b/, "device"),
        ] {
            text = text.replacing(pattern) { match in name(String(match.output), kind) }
        }
        text = text.replacing(/(entry|leaf|日志条目|叶子) \d+/) { "\($0.output.1) <n>" }
        // Reports come when they come, so an entry's place varies.
        text = text.replacing(/(ENROLMENT|STATEMENT) ENTRY  \d+/) { "\($0.output.1) ENTRY  <n>" }
        text = text.replacing(/\d+ (entries|access entries|checkpoints|signatures|个条目|the time of|每个条目|访问条目|条)/) {
            "<n> \($0.output.1)"
        }
        text = text.replacing(/\d+ (findings|[a-z]+ entries|runs|cosignatures)/) { "<n> \($0.output.1)" }
        text = text.replacing(/(条目|检查点|签名|执行) \d+/) { "\($0.output.1) <n>" }
        text = text.replacing(/"(receipt|entry|index|logSize)" : \d+/) { "\"\($0.output.1)\" : <n>" }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        // The last column of a table of outcomes is the number of the receipt's entry.
        return lines.map { $0.contains("<device-") ? $0.replacing(/\s{2}\d+$/, with: "  <n>") : $0 }
    }
}
