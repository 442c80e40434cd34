import Foundation
import Harness
import TestSupport
import Testing

/// The manual pages, made from the programs as they were built.
@Suite struct ManualTests {
    private static let tool = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("../../tools/man-pages").path

    private static let pages = [
        "man1/countersign.1", "zh_CN/man1/countersign.1", "man8/countersign-controller.8", "man8/countersign-agent.8",
        "man8/countersign-executor.8",
    ]

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let run = try ToolRun.run(
            "/usr/bin/env",
            ["SOURCE_DATE_EPOCH=1700000000", "/usr/bin/python3", Self.tool, Products.folder, folder.file("man")]
        )
        try #require(run.status == 0, "\(run.errors)")
    }

    private func page(_ name: String) throws -> String {
        String(decoding: try folder.read("man/\(name)"), as: UTF8.self)
    }

    @Test(arguments: pages)
    func `each program has a page with its sections`(name: String) throws {
        let text = try page(name)
        let sections = text.split(separator: "\n").filter { $0.hasPrefix(".SH ") }.map { $0.dropFirst(4) }
        let expected =
            name.hasPrefix("zh_CN")
            ? ["名称", "概要", "描述", "选项", "命令", "另见"]
            : ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "SEE ALSO"]
        #expect(sections.map(String.init) == expected)
        #expect(text.hasPrefix(".TH \""))
    }

    @Test func `the page has every command, its options and the exit codes`() throws {
        let text = try page("man1/countersign.1")
        for command in [
            "login", "tenant create", "device submit", "run", "approve", "audit verify", "doctor", "completions",
        ] {
            #expect(text.contains("\n.SS \(command)\n"), "\(command)")
        }
        #expect(text.contains(".B \\-\\-reason <reason>"))
        #expect(text.contains("EXIT CODES"))
        #expect(text.contains("  6  verification failed"))
    }

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/mandoc"), "mandoc is not installed"),
        arguments: pages
    )
    func `mandoc finds nothing wrong`(name: String) throws {
        let run = try ToolRun.run("/usr/bin/mandoc", ["-T", "lint", "-W", "warning", folder.file("man/\(name)")])
        #expect(run.status == 0, "\(run.text)\(run.errors)")
    }
}
