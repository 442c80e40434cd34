import Foundation
package import TestSupport

/// One controller, some endpoints and the people of one client, as real processes with real keys on loopback.
///
/// The client is `acme`: `c-li` (root, contact) and `o-chen` (root) hold its root, `t-zhao` and `t-qian` are technicians of the
/// provider. Rules: the contact admits devices; group `finance` needs a technician and the contact; `desktops` a technician.
package final class Installation: @unchecked Sendable {
    // Used by one test at a time: suites that share an installation are serialized.
    package let folder: TemporaryFolder
    package let peoplePort: Int
    package let agentsPort: Int
    package private(set) var controller: Server?
    package private(set) var executors: [Int: Server] = [:]
    package private(set) var agents: [Int: Server] = [:]
    package private(set) var devices: [Int: String] = [:]
    private var peopleCA = ""

    package init() throws {
        folder = try TemporaryFolder()
        (agentsPort, peoplePort) = (try FreePort.find(), try FreePort.find())
        for person in ["owner", "t-zhao", "t-qian", "c-li", "o-chen", "outsider"] { try makeKey(person) }
        try initialiseController()
    }

    /// Makes a key file as people do, and returns the public line without its comment.
    @discardableResult
    package func makeKey(_ name: String) throws -> String {
        try tool("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", folder.file(name)])
        let line = try String(contentsOfFile: folder.file("\(name).pub"), encoding: .utf8)
        return line.split(separator: " ").prefix(2).joined(separator: " ")
    }

    deinit {
        agents.values.forEach { $0.stop() }
        executors.values.forEach { $0.stop() }
        controller?.stop()
    }

    package var data: String { folder.file("controller") }
    package var rootFile: String { folder.file("acme-root.json") }

    // MARK: Controller

    private func initialiseController() throws {
        let printed = try program(
            "countersign-controller",
            [
                "init", "--data", data, "--name", "localhost", "--listen", "127.0.0.1",
                "--agents-port", "\(agentsPort)", "--people-port", "\(peoplePort)", "--owner", folder.file("owner.pub"),
                "--technician", "t-zhao=\(folder.file("t-zhao.pub"))", "--technician",
                "t-qian=\(folder.file("t-qian.pub"))",
            ]
        )
        let digests = printed.split(whereSeparator: \.isWhitespace).filter {
            $0.count == 64 && $0.allSatisfy(\.isHexDigit)
        }
        guard let line = printed.split(separator: "\n").first(where: { $0.contains("people") && $0.contains("CA") }),
            let digest = line.split(whereSeparator: \.isWhitespace).first(where: { digests.contains($0) })
        else { throw HarnessError("init printed no digest of the people's CA: \(printed)") }
        peopleCA = String(digest)
        let draft = "\(data)/provider-root.json"
        try sign(draft, as: "owner", namespace: "root@countersign", to: "\(draft).sig")
        _ = try program(
            "countersign-controller",
            ["begin", "--data", data, "--root", draft, "--signature", "\(draft).sig"]
        )
    }

    /// - Parameters:
    ///   - fault: `COUNTERSIGN_FAULT` of the process, which may then end before it is ready.
    ///   - wrapper: a command that ends in executing its further arguments.
    package func startController(fault: String? = nil, under wrapper: [String] = []) throws {
        let words = wrapper + [Products.path("countersign-controller"), "serve", "--data", data]
        let server = try Server(
            words[0],
            Array(words.dropFirst()),
            log: folder.file("controller.log"),
            environment: Self.environment(fault),
            awaitsReady: fault == nil
        )
        controller = server
        if fault != nil { _ = try server.saysReady() }
    }

    private static func environment(_ fault: String?) -> [String: String] {
        fault.map { ["COUNTERSIGN_FAULT": $0] } ?? [:]
    }

    package func stopController() {
        controller?.stop()
        controller = nil
    }

    package func killController() {
        controller?.kill()
        controller = nil
    }

    // MARK: People

    /// Runs the command line as a person, in English.
    @discardableResult
    package func cli(_ person: String, _ arguments: [String], input: String = "/dev/null", expecting status: Int32? = 0)
        throws
        -> ToolRun
    {
        let run = try ToolRun.run(
            "/usr/bin/env",
            ["LC_ALL=C.UTF-8", "COUNTERSIGN_HOME=\(folder.file("home-\(person)"))", Products.path("countersign")]
                + arguments,
            input: input
        )
        if let status, run.status != status {
            throw HarnessError(
                "countersign \(arguments.joined(separator: " ")) ended with \(run.status): \(run.text)\(run.errors)"
            )
        }
        return run
    }

    package func logIn(_ person: String) throws {
        try cli(
            person,
            ["login", "https://127.0.0.1:\(peoplePort)", "--ca-sha256", peopleCA, "--key", folder.file(person)]
        )
    }

    /// Makes the client with its root, and signs everybody in.
    ///
    /// - Parameters:
    ///   - people: further people of the root, as `--person` takes them.
    ///   - bending: changes the draft of the root before people sign it.
    package func createClient(people: [String] = [], bending: (String) throws -> String = { $0 }) throws {
        try logIn("t-zhao")
        try cli(
            "t-zhao",
            [
                "tenant", "create", "acme", "--out", rootFile, "--threshold", "2",
                "--person", "c-li:client:root,contact:\(folder.file("c-li.pub")):李娜",
                "--person", "o-chen:client:root:\(folder.file("o-chen.pub")):陈总",
                "--person", "t-zhao:provider:technician:\(folder.file("t-zhao.pub")):赵工",
                "--person", "t-qian:provider:technician:\(folder.file("t-qian.pub")):钱工",
                "--rule", "admit;kinds=device;require=contact*1",
                "--rule", "finance;kinds=script;groups=finance;require=technician*1,contact*1;max=14400",
                "--rule", "everyday;kinds=script,collect;groups=desktops;require=technician*1;max=14400",
            ] + people.flatMap { ["--person", $0] }
        )
        let draft = try String(contentsOfFile: rootFile, encoding: .utf8)
        try bending(draft).write(toFile: rootFile, atomically: true, encoding: .utf8)
        for person in ["c-li", "o-chen"] {
            try sign(rootFile, as: person, namespace: "root@countersign", to: folder.file("acme-root.\(person).sig"))
        }
        try cli(
            "t-zhao",
            [
                "tenant", "create", "--root", rootFile, "--signature", folder.file("acme-root.c-li.sig"),
                "--signature", folder.file("acme-root.o-chen.sig"),
            ]
        )
        for person in ["t-zhao", "t-qian", "c-li"] { try logIn(person) }
    }

    /// Signs a file as a person does.
    package func sign(_ file: String, as person: String, namespace: String, to signature: String) throws {
        let run = try ToolRun.run(
            "/usr/bin/ssh-keygen",
            ["-q", "-Y", "sign", "-f", folder.file(person), "-n", namespace],
            input: file
        )
        guard run.status == 0 else { throw HarnessError("ssh-keygen: \(run.errors)") }
        try Data(run.output).write(to: URL(fileURLWithPath: signature))
    }

    // MARK: Endpoints

    package func enrolmentFile(uses: Int) throws -> String {
        let path = folder.file("acme-\(uses)-\(UInt32.random(in: 0 ... .max)).enrol")
        try cli("t-zhao", ["enrol-file", "--tenant", "acme", "--uses", "\(uses)", "--valid", "1h", "--out", path])
        return path
    }

    package func endpoint(_ number: Int) -> String {
        folder.file("endpoint\(number)")
    }

    /// Sets an endpoint up and starts both of its processes; it is quarantined until people admit it.
    package func enrol(_ number: Int, with file: String) throws {
        try makeFolders(number)
        try install(number, file)
        try startExecutor(number)
        try startAgent(number)
    }

    /// An endpoint's folders, with nothing in them.
    package func makeFolders(_ number: Int) throws {
        for name in ["", "/executor", "/agent", "/socket"] {
            try FileManager.default.createDirectory(
                atPath: endpoint(number) + name,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        }
    }

    /// Gives the executor its enrolment file; the device has its id when this returns.
    package func install(_ number: Int, _ file: String) throws {
        _ = try program("countersign-executor", ["install-enrolment", "--state", "\(endpoint(number))/executor", file])
        devices[number] = try program("countersign-executor", ["identity", "--state", "\(endpoint(number))/executor"])
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    package func startExecutor(_ number: Int, fault: String? = nil, under wrapper: [String] = []) throws {
        let words =
            wrapper + [
                Products.path("countersign-executor"), "serve", "--state", "\(endpoint(number))/executor", "--socket",
                "\(endpoint(number))/socket/executor.sock", "--agent-uid", "\(getuid())",
            ]
        let server = try Server(
            words[0],
            Array(words.dropFirst()),
            log: folder.file("executor\(number).log"),
            environment: Self.environment(fault),
            awaitsReady: fault == nil
        )
        executors[number] = server
        if fault != nil { _ = try server.saysReady() }
    }

    /// Without waiting it is ready whenever controller and executor have answered.
    package func startAgent(_ number: Int, fault: String? = nil, awaitsReady: Bool = true) throws {
        agents[number] = try Server(
            Products.path("countersign-agent"),
            [
                "run", "--state", "\(endpoint(number))/agent", "--socket", "\(endpoint(number))/socket/executor.sock",
                "--executor-uid", "\(getuid())",
            ],
            log: folder.file("agent\(number).log"),
            environment: Self.environment(fault),
            awaitsReady: awaitsReady && fault == nil
        )
    }

    package func stopAgent(_ number: Int) {
        agents.removeValue(forKey: number)?.stop()
    }

    package func stopExecutor(_ number: Int) {
        executors.removeValue(forKey: number)?.stop()
    }

    package func killExecutor(_ number: Int) {
        executors.removeValue(forKey: number)?.kill()
    }

    package func device(_ number: Int) throws -> String {
        guard let device = devices[number] else { throw HarnessError("endpoint \(number) is not enrolled") }
        return device
    }

    package func admit(_ number: Int, name: String, groups: [String]) throws {
        try cli(
            "c-li",
            ["device", "admit", device(number), "--name", name, "--yes"] + groups.flatMap { ["--group", $0] }
        )
    }

    package func writeScript(_ name: String, _ text: String) throws -> String {
        try folder.write(Array(text.utf8), to: name)
    }

    // MARK: Log

    /// The client's log as an auditor gets it.
    package func exportLog(_ name: String = "acme.sqlite") throws -> String {
        let path = folder.file(name)
        try? FileManager.default.removeItem(atPath: path)
        try cli("t-zhao", ["audit", "export", "--out", path])
        return path
    }

    /// One column of a query, as plain sqlite3 prints it.
    package func query(_ sql: String, in file: String) throws -> [String] {
        // A controller that opens its log holds the file for a moment.
        let run = try ToolRun.run("/usr/bin/sqlite3", ["-readonly", "-cmd", ".timeout 10000", file, sql])
        guard run.status == 0 else { throw HarnessError("sqlite3: \(run.errors)") }
        return run.text.split(separator: "\n").map(String.init)
    }

    // MARK: Tools

    package func program(_ name: String, _ arguments: [String]) throws -> String {
        try tool(Products.path(name), arguments)
    }

    @discardableResult
    private func tool(_ path: String, _ arguments: [String]) throws -> String {
        let run = try ToolRun.run(path, arguments)
        guard run.status == 0 else {
            throw HarnessError(
                "\(path) \(arguments.joined(separator: " ")) ended with \(run.status): \(run.text)\(run.errors)"
            )
        }
        return run.text
    }
}

extension ToolRun {
    package var text: String { String(decoding: output, as: UTF8.self) }
}

/// A port that nobody listens on just now.
package enum FreePort {
    package static func find() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw HarnessError("no socket") }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port: Int? = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard bind(descriptor, generic, length) == 0, getsockname(descriptor, generic, &length) == 0 else {
                    return nil
                }
                return Int(UInt16(bigEndian: pointer.pointee.sin_port))
            }
        }
        guard let port else { throw HarnessError("no free port") }
        return port
    }
}
