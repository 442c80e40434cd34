import Foundation
import Harness
import TestSupport
import Testing

/// Every command and argument explains itself in both languages: the tree comes from the parser itself.
@Suite struct LanguageTests {
    private struct Dump: Decodable {
        let command: Command
    }

    private struct Command: Decodable {
        let commandName: String
        let abstract: String?
        let discussion: String?
        let arguments: [Argument]?
        let subcommands: [Command]?
    }

    private struct Argument: Decodable {
        struct Name: Decodable { let name: String }
        let preferredName: Name?
        let valueName: String?
        let abstract: String?
    }

    private func texts(_ language: String) throws -> [String: String] {
        let run = try ToolRun.run(
            "/usr/bin/env",
            ["COUNTERSIGN_LANG=\(language)", Products.path("countersign"), "--experimental-dump-help"]
        )
        try #require(run.status == 0)
        let dump = try JSONDecoder().decode(Dump.self, from: Data(run.output))
        var texts: [String: String] = [:]
        collect(dump.command, path: [], into: &texts)
        return texts
    }

    /// The parser's own words are translated where they are printed; the page tests below look there.
    private static let parsersOwn = ["help", "version"]

    private func collect(_ command: Command, path: [String], into texts: inout [String: String]) {
        guard !Self.parsersOwn.contains(command.commandName) else { return }
        let path = path + [command.commandName]
        let name = path.joined(separator: " ")
        texts[name] = command.abstract ?? ""
        if let discussion = command.discussion { texts["\(name) (discussion)"] = discussion }
        for argument in command.arguments ?? [] {
            let label = argument.preferredName?.name ?? argument.valueName ?? "?"
            guard !Self.parsersOwn.contains(label) else { continue }
            texts["\(name) \(label)"] = argument.abstract ?? ""
        }
        for subcommand in command.subcommands ?? [] { collect(subcommand, path: path, into: &texts) }
    }

    private static func isChinese(_ text: String) -> Bool {
        text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }

    @Test func `each command and argument says what it is for in English and in Chinese`() throws {
        let (english, chinese) = (try texts("en"), try texts("zh"))
        #expect(english.count > 100)
        #expect(Set(english.keys) == Set(chinese.keys))
        for (name, text) in english {
            #expect(!text.isEmpty, "\(name) says nothing")
            #expect(!Self.isChinese(text), "\(name): \(text)")
        }
        for (name, text) in chinese { #expect(Self.isChinese(text), "\(name): \(text)") }
    }

    /// Lines of a help page that are syntax and have no language.
    private static func isSyntax(_ line: String) -> Bool {
        let text = line.trimmingCharacters(in: .whitespaces)
        return text.isEmpty || text.hasPrefix("-") || text.hasPrefix("<") || text.hasPrefix("[")
            || text.contains("countersign ") || text.hasPrefix("kinds=") || text.hasPrefix("NO_COLOR")
    }

    @Test(arguments: [
        [], ["run"], ["device"], ["device", "admit"], ["tenant", "create"], ["audit", "verify"], ["doctor"],
    ])
    func `no line of a Chinese help page is English`(command: [String]) throws {
        let run = try ToolRun.run(
            "/usr/bin/env",
            ["COUNTERSIGN_LANG=zh", Products.path("countersign")] + command + ["--help"]
        )
        #expect(run.status == 0)
        for line in run.text.split(separator: "\n").map(String.init) where !Self.isSyntax(line) {
            #expect(Self.isChinese(line), "\(line)")
        }
        for word in ["OVERVIEW", "USAGE", "OPTIONS", "SUBCOMMANDS", "Show help", "Show the version", "(default:"] {
            #expect(!run.text.contains(word), "\(word) in the help of \(command)")
        }
    }

    @Test(
        arguments: [
            (["frob"], "多余的参数“frob”"), (["run", "--on"], "“--on <name|id>”缺少值"),
            (["run", "--frob"], "未知选项“--frob”"), (["audit", "show", "x"], "值“x”不适用于“<index>”"),
            (["device", "admit"], "缺少参数“<devices> ...”"), (["inbox", "--json=3"], "选项“--json”不带值"),
        ]
    )
    func `a wrong word on the command line is told in Chinese`(arguments: [String], words: String) throws {
        let run = try ToolRun.run(
            "/usr/bin/env",
            ["COUNTERSIGN_LANG=zh", Products.path("countersign")] + arguments
        )
        #expect(run.status == 2)
        #expect(run.errors.contains("错误：\(words)"), "\(run.errors)")
        #expect(run.errors.contains("提示：见 countersign"))
        #expect(!run.errors.contains("Error:") && !run.errors.contains("Usage:"))
    }
}
