import Foundation
import Harness
import Testing

/// The command line as people meet it: every file of `Transcripts` is replayed with real processes and compared.
@Suite(.serialized) struct TranscriptTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Transcripts")

    private static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".txt") }.sorted()
    }()

    @Test func `there are transcripts`() {
        #expect(Self.names.count >= 5)
    }

    @Test(arguments: names)
    func `the command line says what the transcript says`(name: String) throws {
        let file = Self.folder.appendingPathComponent(name)
        let text = try String(contentsOf: file, encoding: .utf8)
        let installation = try Installation()
        try installation.startController()
        let replayed = try Transcript(text).replayed(on: installation)
        if ProcessInfo.processInfo.environment["TRANSCRIPTS"] == "write" {
            return try Data(replayed.utf8).write(to: file)
        }
        let (expected, came) = (text.split(separator: "\n"), replayed.split(separator: "\n"))
        for (number, pair) in zip(expected, came).enumerated() where pair.0 != pair.1 {
            Issue.record("\(name), line \(number + 1) without empty ones:\nexpected \(pair.0)\ncame     \(pair.1)")
        }
        #expect(text == replayed, "\(name): if the change is meant, TRANSCRIPTS=write writes the file anew")
    }
}
