import Foundation
import Harness
import TestSupport

/// A people's side that lies, before an honest one, with its certificate; see `Tests/HostileController/lying_controller.py`.
struct LyingController {
    private static let program = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("HostileController/lying_controller.py").path

    let installation: Installation
    private let server: Server

    init(_ arguments: [String], before installation: Installation) throws {
        self.installation = installation
        server = try Server(
            "/usr/bin/python3",
            [Self.program, installation.data, "\(installation.peoplePort)"] + arguments,
            log: installation.folder.file("liar.log")
        )
    }

    /// Test threads block SIGTERM, and a child of theirs inherits that.
    func stop() { server.kill() }

    /// A person's command, put to the liar.
    func cli(_ person: String, _ arguments: [String]) throws -> ToolRun {
        let port = server.firstLine.split(whereSeparator: \.isWhitespace).last ?? ""
        let profile = installation.folder.file("home-\(person)/profile.json")
        let honest = try String(contentsOfFile: profile, encoding: .utf8)
        defer { try? honest.write(toFile: profile, atomically: true, encoding: .utf8) }
        try honest.replacingOccurrences(of: ":\(installation.peoplePort)", with: ":\(port)")
            .write(toFile: profile, atomically: true, encoding: .utf8)
        return try installation.cli(person, arguments, expecting: nil)
    }
}
