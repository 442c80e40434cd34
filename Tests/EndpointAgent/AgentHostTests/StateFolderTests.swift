import CDispatch
// Where Dispatch is loaded first, its module is the one that declares `stat`.
import FaultPoints
import Glibc
import TestSupport
import Testing

@testable import AgentHost

@Suite
struct StateFolderTests {
    @Test
    func `a missing folder is made for its owner alone`() throws {
        let parent = try TemporaryFolder()
        let folder = try StateFolder(parent.file("agent"))
        try folder.write([1, 2], to: "a", .inventoryKept)
        var status = stat()
        #expect(stat(parent.file("agent"), &status) == 0 && status.st_mode & 0o777 == 0o700)
        #expect(stat(parent.file("agent/a"), &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test
    func `a folder that is open to others is refused`() throws {
        let parent = try TemporaryFolder()
        let path = parent.file("agent")
        mkdir(path, 0o755)
        chmod(path, 0o755)
        #expect(throws: AgentHostError.folderMode(path: path)) { _ = try StateFolder(path) }
    }

    @Test func `a link and another user's folder are refused`() throws {
        let base = try TemporaryFolder()
        let (link, folder) = (base.file("link"), base.file("folder"))
        #expect(mkdir(folder, 0o700) == 0 && symlink(folder, link) == 0)
        #expect(throws: AgentHostError.file(attempt: "use", path: link, code: ENOTDIR)) { _ = try StateFolder(link) }
        _ = try StateFolder(folder)
        if geteuid() == 0 {
            #expect(chown(folder, 65_534, 65_534) == 0)
            #expect(throws: AgentHostError.file(attempt: "use", path: folder, code: EPERM)) {
                _ = try StateFolder(folder)
            }
        }
    }

    @Test
    func `two agents never share a folder`() throws {
        let parent = try TemporaryFolder()
        let path = parent.file("agent")
        let first = try StateFolder(path)
        #expect(throws: AgentHostError.folderInUse(path: path)) { _ = try StateFolder(path) }
        #expect(try first.read("a") == nil)
    }

    @Test
    func `a write replaces the file whole, whatever an earlier crash left`() throws {
        let parent = try TemporaryFolder()
        let folder = try StateFolder(parent.file("agent"))
        try folder.write(Array(repeating: 1, count: 100_000), to: "a", .inventoryKept)
        try parent.write([9], to: "agent/a.new")
        try folder.write([2], to: "a", .inventoryKept)
        #expect(try folder.read("a") == [2])
        #expect(!parent.contains("agent/a.new"))
    }

    @Test
    func `a link in place of a file is not followed`() throws {
        let parent = try TemporaryFolder()
        let folder = try StateFolder(parent.file("agent"))
        try parent.write([7], to: "secret")
        symlink(parent.file("secret"), parent.file("agent/a"))
        #expect(throws: AgentHostError.self) { _ = try folder.read("a") }
        try folder.write([1], to: "a", .inventoryKept)
        #expect(try parent.read("secret") == [7])
    }

    @Test
    func `removing what is not there is no fault`() throws {
        let parent = try TemporaryFolder()
        let folder = try StateFolder(parent.file("agent"))
        try folder.remove("a", .inventoryKept)
        #expect(try folder.read("a") == nil)
    }

    @Test
    func `text that is not PEM of the right kind gives nothing`() {
        let text = PEMText.encode([1, 2, 3], label: "CERTIFICATE")
        #expect(PEMText.decode("CERTIFICATE", of: "x\n" + text) == [1, 2, 3])
        #expect(PEMText.decode("PRIVATE KEY", of: text) == nil)
        #expect(PEMText.decode("CERTIFICATE", of: "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n") == nil)
        #expect(PEMText.decode("CERTIFICATE", of: "-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\n") == nil)
    }
}
