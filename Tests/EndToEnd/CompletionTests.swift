import Foundation
import Harness
import TestSupport
import Testing

/// The completion scripts, run by the shells that are here.
@Suite struct CompletionTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func script(_ shell: String) throws -> String {
        let run = try ToolRun.run(Products.path("countersign"), ["completions", shell])
        try #require(run.status == 0)
        return try folder.write(run.output, to: "completion.\(shell)")
    }

    /// A home that knows one client, devices and an order, as the command line keeps them.
    ///
    /// - Parameter hostile: the name of one device more, as it stands in JSON.
    private func home(hostile: String? = nil) throws {
        let tenant = "home/tenants/acme"
        try FileManager.default.createDirectory(atPath: folder.file(tenant), withIntermediateDirectories: true)
        try folder.write(Array("{}".utf8), to: "\(tenant)/root.json")
        let device = { (name: String) in
            """
            {"enrolment":1,"receiptKey":"","agentKey":"","version":1,"state":"active","name":"\(name)","groups":["desktops"]}
            """
        }
        try folder.write(
            Array(
                """
                {"names":{},"devices":{"d-rewqqp6m5wiurqqemsjo7dyyjg":\(device("front-01")),\
                "d-w6rjb2etdnssxrb7a5ehhqdcue":\(device(hostile ?? "back_01")),\
                "d-wj7hx4nbfbjzsspqeecumvyju3":\(device("仓库-02"))}}
                """.utf8
            ),
            to: "\(tenant)/devices.json"
        )
        try folder.write(
            Array("[\"01a212bd-1dcd-7ec4-ba2d-83855be61342\"]".utf8),
            to: "\(tenant)/operations.json"
        )
    }

    /// What bash offers for the last of some words.
    private func bash(_ words: [String], hostile: String? = nil) throws -> [String] {
        try home(hostile: hostile)
        let list = words.map { "'\($0)'" }.joined(separator: " ")
        let program = """
            source '\(try script("bash"))'
            COMP_WORDS=(\(list)); COMP_CWORD=\(words.count - 1); COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
            COMP_TYPE=9
            name=$(complete -p countersign | sed 's/.*-F \\([^ ]*\\).*/\\1/')
            "$name" countersign "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}" 2>/dev/null
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let run = try ToolRun.run(
            "/usr/bin/env",
            [
                "-i", "PATH=\(Products.folder):/usr/bin:/bin", "COUNTERSIGN_HOME=\(folder.file("home"))",
                "LC_ALL=C.UTF-8", "/bin/bash", "-c", program,
            ]
        )
        return run.text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    @Test func `bash completes commands`() throws {
        #expect(try bash(["countersign", "appr"]) == ["approve"])
        #expect(try Set(bash(["countersign", "device", ""])).isSuperset(of: ["list", "show", "admit", "submit"]))
    }

    @Test func `bash completes options and their fixed values`() throws {
        #expect(try bash(["countersign", "run", "--rea"]) == ["--reason"])
        #expect(try Set(bash(["countersign", "inventory", "export", "--format", ""])) == ["csv", "json"])
    }

    @Test func `bash completes names of devices and operations from the home, and asks nobody`() throws {
        #expect(try bash(["countersign", "device", "show", "仓"]).contains { $0.contains("仓库-02") })
        #expect(try bash(["countersign", "run", "x.sh", "--on", "fr"]).contains { $0.contains("front") })
        #expect(try bash(["countersign", "approve", "01a"]) == ["01a212bd-1dcd-7ec4-ba2d-83855be61342"])
        #expect(try bash(["countersign", "inbox", "--tenant", "a"]) == ["acme"])
    }

    @Test(arguments: [
        "$(touch MARK)", "`touch MARK`", "pc;touch MARK", "pc$(touch MARK)x", "a' $(touch MARK) '",
        "pc\\n$(touch MARK)",
        "${x:=$(touch MARK)}", "a b", "*", "-rf", "pc\\u202e", "pc\\\"",
    ])
    func `a device whose name is more than a word to a shell is offered by its id, and nothing of it runs`(
        _ name: String
    ) throws {
        let mark = folder.file("mark")
        let hostile = name.replacingOccurrences(of: "MARK", with: mark)
        let offered = try bash(["countersign", "device", "show", ""], hostile: hostile)
        #expect(!FileManager.default.fileExists(atPath: mark))
        #expect(Set(offered) == ["d-w6rjb2etdnssxrb7a5ehhqdcue", "front-01", "仓库-02"])
    }

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/zsh"), "zsh is not installed")
    )
    func `zsh takes its script`() throws {
        let run = try ToolRun.run("/usr/bin/zsh", ["-f", "-n", script("zsh")])
        #expect(run.status == 0, "\(run.errors)")
        let text = String(decoding: try folder.read("completion.zsh"), as: UTF8.self)
        #expect(text.hasPrefix("#compdef countersign"))
    }

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/fish"), "fish is not installed")
    )
    func `fish completes commands`() throws {
        let file = try script("fish")
        let run = try ToolRun.run(
            "/usr/bin/env",
            [
                "-i", "PATH=\(Products.folder):/usr/bin:/bin", "HOME=\(folder.path)", "LC_ALL=C.UTF-8",
                // Its words on the command line need a person at a terminal; names are completed by the same program.
                "/usr/bin/fish", "--no-config", "-c", "source '\(file)'; complete -C 'countersign appr'",
            ]
        )
        #expect(run.text.hasPrefix("approve"), "\(run.text)\(run.errors)")
    }

    @Test func `a shell that nobody knows is refused with those that are`() throws {
        let run = try ToolRun.run(
            "/usr/bin/env",
            ["COUNTERSIGN_LANG=en", Products.path("countersign"), "completions", "csh"]
        )
        #expect(run.status == 2)
        #expect(run.errors.contains("shells are zsh, bash, fish"), "\(run.errors)")
    }
}
