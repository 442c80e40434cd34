import Foundation
import Harness
import TestSupport
import Testing

/// An installation that the cases of one suite share: a client, one admitted endpoint, and room for more.
///
/// Setting one up takes longer than a case.
final class CrashScene: @unchecked Sendable {
    // Used by one case at a time: the suites are serialized.
    let installation: Installation
    private let enrolment: String
    private let script: String
    private var endpoints = 1
    private var clients = 0

    @TaskLocal static var shared: CrashScene?

    static var current: CrashScene {
        get throws {
            guard let scene = shared else { throw HarnessError("the suite lacks .crashScene") }
            return scene
        }
    }

    init() throws {
        installation = try Installation()
        try installation.startController()
        try installation.createClient()
        enrolment = try installation.enrolmentFile(uses: 100)
        try installation.enrol(1, with: enrolment)
        try installation.admit(1, name: "pc-1", groups: ["desktops"])
        script = try installation.writeScript("count.sh", "#!/bin/sh\necho \"$CS_OPERATION\" >>\"$CS_STATE/runs\"\n")
    }

    // MARK: Orders

    /// Signs an order and submits it; nil where the controller did not take it.
    func submit(_ text: String? = nil, on target: String = "pc-1") throws -> String? {
        let file = try text.map { try installation.writeScript("other.sh", $0) } ?? script
        let run = try installation.cli(
            "t-zhao",
            ["run", file, "--on", target, "--reason", "crash", "--no-wait", "--yes"],
            expecting: nil
        )
        let id = run.text.trimmingCharacters(in: .whitespacesAndNewlines)
        return run.status == 0 && !id.isEmpty ? id : nil
    }

    /// What became of an order, once its receipt is in the log.
    func outcome(_ operation: String) throws -> String {
        let sql = "SELECT outcome FROM receipts WHERE operation = '\(operation)'"
        var found: [String] = []
        do {
            try FolderEvent.wait(in: "\(installation.data)/logs") {
                found = try self.inLog(sql)
                return !found.isEmpty
            }
        } catch {
            throw HarnessError("no receipt of \(operation): \(error)\n\(try account(operation))")
        }
        return found.joined(separator: ",")
    }

    /// What the processes say of an order that does not come to its end.
    private func account(_ operation: String) throws -> String {
        let shown = try installation.cli("t-zhao", ["operation", "show", operation], expecting: nil)
        let logs = ["controller", "agent1", "executor1"].map { name in
            let text = (try? String(contentsOfFile: installation.folder.file("\(name).log"), encoding: .utf8)) ?? ""
            return "\(name): \(text.suffix(1_500))"
        }
        return ([shown.text + shown.errors] + logs).joined(separator: "\n")
    }

    /// How often an order's script has started on an endpoint.
    func runs(of operation: String, on endpoint: Int = 1) -> Int {
        let text = (try? String(contentsOfFile: "\(state(endpoint))/runs", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").filter { $0 == operation }.count
    }

    func state(_ endpoint: Int) -> String { "\(installation.endpoint(endpoint))/executor/state" }

    /// The system goes on working: the next order runs, once.
    func works() throws {
        guard let id = try submit() else { throw HarnessError("an order after the crash was not taken") }
        #expect(try outcome(id) == "succeeded")
        #expect(runs(of: id) == 1)
    }

    /// Returns once no receipt of the first endpoint waits for its proof: the next fault meets the next order's.
    func rests() throws {
        let folder = "\(installation.endpoint(1))/executor"
        try FolderEvent.wait(in: folder) {
            let sql = "SELECT count(*) FROM receipt WHERE proven IS NULL"
            return try self.installation.query(sql, in: "\(folder)/executor.sqlite") == ["0"]
        }
    }

    // MARK: Log

    func inLog(_ sql: String, of tenant: String = "acme") throws -> [String] {
        try installation.query(sql, in: "\(installation.data)/logs/\(tenant).sqlite")
    }

    /// The log verifies, each operation that ran has run once, and no device was enrolled twice.
    func verify() throws {
        let log = try installation.exportLog()
        try installation.cli("t-zhao", ["audit", "verify", log, "--root", installation.rootFile])
        let text = (try? String(contentsOfFile: "\(state(1))/runs", encoding: .utf8)) ?? ""
        let lines = text.split(separator: "\n")
        #expect(Set(lines).count == lines.count)
        let enrolled = try installation.query("SELECT device FROM enrolments", in: log)
        #expect(Set(enrolled).count == enrolled.count)
    }

    /// The projection that is made again from the logs is the one that was followed.
    ///
    /// The controller starts anew.
    func rebuilds() throws {
        let fleet = "\(installation.data)/fleet.sqlite"
        let tables = try installation.query("SELECT name FROM sqlite_schema WHERE type = 'table'", in: fleet)
        // Projected behind the log, and nobody waits for it.
        try FolderEvent.wait(in: installation.data) {
            try self.installation.query("SELECT size FROM tenant WHERE tenant = 'acme'", in: fleet)
                == self.inLog("SELECT count(*) FROM entry")
        }
        installation.stopController()
        // The stop wrote an entry of the provider's after the last projection: what is compared is the client's.
        let sql = tables.map { "SELECT '\($0)', * FROM \($0) WHERE tenant = 'acme';" }.joined(separator: "\n")
        let rows = { try self.installation.query(sql, in: fleet).sorted() }
        let before = try rows()
        _ = try installation.program("countersign-controller", ["rebuild", "--data", installation.data])
        #expect(try rows() == before)
        #expect(!before.isEmpty)
        try installation.startController()
    }

    // MARK: Processes

    /// Starts the executor anew, to crash at a point or to go on.
    func restartExecutor(_ endpoint: Int = 1, _ fault: CrashFault? = nil) throws {
        installation.stopExecutor(endpoint)
        try installation.startExecutor(endpoint, fault: fault?.text)
    }

    func executor(_ endpoint: Int = 1) throws -> Server {
        guard let server = installation.executors[endpoint] else { throw HarnessError("no executor") }
        return server
    }

    func agent(_ endpoint: Int) throws -> Server {
        guard let server = installation.agents[endpoint] else { throw HarnessError("no agent") }
        return server
    }

    func restartController(_ fault: CrashFault? = nil) throws {
        installation.killController()
        try installation.startController(fault: fault?.text)
    }

    func controller() throws -> Server {
        guard let server = installation.controller else { throw HarnessError("no controller") }
        return server
    }

    // MARK: More of everything

    /// Folders for another endpoint.
    func newEndpoint() throws -> Int {
        endpoints += 1
        try installation.makeFolders(endpoints)
        return endpoints
    }

    /// Gives another endpoint's executor its enrolment file.
    func install(_ endpoint: Int) throws { try installation.install(endpoint, enrolment) }

    /// The same with a fault.
    func install(_ endpoint: Int, _ fault: CrashFault) throws -> ToolRun {
        try ToolRun.run(
            "/usr/bin/env",
            [
                "COUNTERSIGN_FAULT=\(fault.text)", Products.path("countersign-executor"), "install-enrolment",
                "--state",
                "\(installation.endpoint(endpoint))/executor", enrolment,
            ]
        )
    }

    /// Ends what a case has started for an endpoint of its own.
    func retire(_ endpoint: Int) {
        installation.stopAgent(endpoint)
        installation.stopExecutor(endpoint)
    }

    /// The endpoint whose orders a contact has to approve.
    private(set) var finance = 0

    /// Sets that endpoint up if it is not there.
    func ensureFinance() throws {
        guard finance == 0 else { return }
        finance = try newEndpoint()
        try installation.enrol(finance, with: enrolment)
        try installation.admit(finance, name: "pc-f", groups: ["finance"])
    }

    func newClient() -> String {
        clients += 1
        return "client-\(clients)"
    }
}

/// Makes one scene for a suite, and ends its processes with it.
struct CrashSceneTrait: SuiteTrait, TestScoping {
    @concurrent func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        let scene = try CrashScene()
        try await CrashScene.$shared.withValue(scene) { try await function() }
    }
}

extension Trait where Self == CrashSceneTrait {
    static var crashScene: Self { Self() }
}
