import Foundation
import Harness
import TestSupport
import Testing

/// `countersign doctor` at a real controller: each cause that can be provoked is found, and nothing else is called wrong.
@Suite(.serialized) struct DoctorTests {
    private struct Line: Decodable {
        let check: String
        let state: String
        let what: String
        let next: String?
    }

    private func examine(_ installation: Installation, status: Int32) throws -> [Line] {
        let run = try installation.cli("c-li", ["doctor", "--json"], expecting: status)
        return try JSONDecoder().decode([Line].self, from: Data(run.output))
    }

    /// The lines that say what is wrong.
    private func wrong(_ installation: Installation) throws -> [Line] {
        try examine(installation, status: 1).filter { $0.state == "wrong" }
    }

    private func edit(
        _ file: String,
        of person: String,
        _ installation: Installation,
        _ change: (inout [String: Any]) -> Void
    )
        throws
    {
        let url = URL(fileURLWithPath: installation.folder.file("home-\(person)/\(file)"))
        var object = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
        change(&object)
        try JSONSerialization.data(withJSONObject: object).write(to: url)
    }

    private func client() throws -> Installation {
        let installation = try Installation()
        try installation.startController()
        try installation.createClient()
        // A first look pins the root.
        try installation.cli("c-li", ["trust", "show"])
        return installation
    }

    @Test func `all is well where all is well`() throws {
        let installation = try client()
        let lines = try examine(installation, status: 0)
        #expect(lines.allSatisfy { $0.state == "good" }, "\(lines)")
        #expect(
            lines.map(\.check) == [
                "home", "sign-in", "ssh-keygen", "key", "address", "authority", "certificate", "clock", "session",
                "root",
            ]
        )
    }

    @Test func `before anybody signed in the next step is to sign in`() throws {
        let installation = try Installation()
        let lines = try wrong(installation)
        #expect(lines.map(\.check) == ["sign-in"])
        #expect(lines.first?.next?.contains("countersign login") == true)
    }

    @Test func `a controller that does not run is a refused connection`() throws {
        let installation = try client()
        installation.stopController()
        let lines = try wrong(installation)
        #expect(lines.map(\.check) == ["address"])
        #expect(lines.first?.what.contains("127.0.0.1:\(installation.peoplePort) refuses connections") == true)
    }

    @Test func `a port that speaks no TLS is called that`() throws {
        let installation = try client()
        let listener = try SilentListener()
        try edit("profile.json", of: "c-li", installation) { $0["url"] = "https://127.0.0.1:\(listener.port)" }
        let lines = try wrong(installation)
        #expect(lines.map(\.check) == ["address"])
        #expect(lines.first?.what.contains("not with TLS 1.3") == true, "\(lines)")
    }

    @Test func `a host that has no name is DNS's fault`() throws {
        let installation = try client()
        // Reserved never to exist (RFC 6761 §6.4).
        try edit("profile.json", of: "c-li", installation) { $0["url"] = "https://controller.invalid:8443" }
        let lines = try wrong(installation)
        #expect(lines.map(\.check) == ["address"])
        #expect(lines.first?.what.contains("no host controller.invalid") == true, "\(lines)")
    }

    @Test func `the agents' port does not speak to people, and the next step is the port`() throws {
        let installation = try client()
        try edit("profile.json", of: "c-li", installation) {
            $0["url"] = "https://127.0.0.1:\(installation.agentsPort)"
        }
        let lines = try wrong(installation)
        #expect(lines.map(\.check) == ["address"], "\(lines)")
        #expect(lines.first?.next?.contains("check the port") == true)
    }

    @Test func `another controller's authority is a mismatch and names both digests`() throws {
        let installation = try client()
        let other = try Installation()
        try other.startController()
        try other.logIn("t-zhao")
        let text = try other.folder.read("home-t-zhao/profile.json")
        let profile = try #require(JSONSerialization.jsonObject(with: Data(text)) as? [String: Any])
        try edit("profile.json", of: "c-li", installation) {
            $0["ca"] = profile["ca"]
            $0["caSha256"] = profile["caSha256"]
        }
        let lines = try wrong(installation)
        #expect(lines.map(\.check) == ["authority"], "\(lines)")
        #expect(lines.first?.what.contains(try #require(profile["caSha256"] as? String)) == true)
    }

    @Test func `a missing key names the file`() throws {
        let installation = try client()
        let path = installation.folder.file("nowhere")
        try edit("profile.json", of: "c-li", installation) { $0["key"] = path }
        let lines = try wrong(installation)
        #expect(lines.map(\.check) == ["key"])
        #expect(lines.first?.what == "there is no key file \(path)")
    }

    @Test func `a folder and a key that others can read are called`() throws {
        let installation = try client()
        _ = try ToolRun.run("/usr/bin/chmod", ["755", installation.folder.file("home-c-li")])
        _ = try ToolRun.run("/usr/bin/chmod", ["644", installation.folder.file("c-li")])
        let lines = try wrong(installation)
        #expect(lines.map(\.check) == ["home", "key"], "\(lines)")
        #expect(lines.allSatisfy { $0.next?.hasPrefix("chmod ") == true })
    }

    @Test func `a session that the controller does not know is found, with what to do`() throws {
        let installation = try client()
        try edit("session.json", of: "c-li", installation) { $0["token"] = String(repeating: "A", count: 43) }
        let lines = try wrong(installation)
        #expect(lines.map(\.check) == ["session"], "\(lines)")
        #expect(lines.first?.next == "countersign login")
    }

    @Test func `a session that has ended is found`() throws {
        let installation = try client()
        try edit("session.json", of: "c-li", installation) { $0["expires"] = "2020-01-01T00:00:00Z" }
        let lines = try wrong(installation)
        #expect(lines.map(\.check) == ["session"], "\(lines)")
        #expect(lines.first?.what.contains("2020-01-01T00:00:00Z") == true)
    }

    @Test func `a pinned root that is not the controller's is found`() throws {
        let installation = try client()
        let other = try client()
        // The same client's name, version and people's ids, but another document.
        let root = try other.folder.read("home-c-li/tenants/acme/root.json")
        try installation.folder.write(root, to: "home-c-li/tenants/acme/root.json")
        let lines = try wrong(installation)
        #expect(lines.map(\.check) == ["root"], "\(lines)")
        #expect(lines.first?.what.contains("trust root") == true)
    }

    @Test func `findings are told in Chinese as well`() throws {
        let installation = try client()
        installation.stopController()
        let run = try ToolRun.run(
            "/usr/bin/env",
            [
                "LC_ALL=zh_CN.UTF-8", "COUNTERSIGN_HOME=\(installation.folder.file("home-c-li"))",
                Products.path("countersign"), "doctor",
            ]
        )
        #expect(run.status == 1)
        #expect(run.text.contains("拒绝连接"))
        #expect(run.text.contains("发现"))
    }
}

/// Takes connections and says something that is not TLS.
private final class SilentListener: @unchecked Sendable {
    // Set once before the thread starts.
    let port: Int
    private let descriptor: Int32

    init() throws {
        port = try FreePort.find()
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let descriptor = descriptor
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard bound, listen(descriptor, 8) == 0 else { throw HarnessError("no listener at \(port)") }
        let thread = Thread {
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                _ = "HTTP/1.1 400 Bad Request\r\n\r\n".withCString { send(connection, $0, strlen($0), 0) }
                close(connection)
            }
        }
        thread.start()
    }

    deinit {
        _ = shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }
}
