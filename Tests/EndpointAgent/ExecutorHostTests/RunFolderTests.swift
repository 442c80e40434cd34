import Foundation
import Glibc
import Testing

@testable import ExecutorHost

@Suite struct RunFolderTests {
    @Test func `a bind mount left in a run's folder keeps the files behind it`() throws {
        let base = try TemporaryFolder()
        let machine = "\(base.path)/machine"
        try FileManager.default.createDirectory(atPath: machine, withIntermediateDirectories: false)
        _ = FileManager.default.createFile(atPath: "\(machine)/precious", contents: Data("kept".utf8))
        let run = "\(base.path)/run"
        try FileManager.default.createDirectory(atPath: "\(run)/r", withIntermediateDirectories: true)
        // Only root may mount; elsewhere the folder alone is removed.
        let isMounted = mount(machine, "\(run)/r", "none", UInt(MS_BIND), nil) == 0
        #expect(isMounted || geteuid() != 0)
        defer { if isMounted { umount2("\(run)/r", Int32(MNT_DETACH)) } }
        RunFolder.remove(run)
        #expect(FileManager.default.fileExists(atPath: "\(machine)/precious"))
        #expect(FileManager.default.fileExists(atPath: run) == isMounted)
    }

    @Test func `names that are not UTF-8 and deep folders are removed`() throws {
        let base = try TemporaryFolder()
        let run = "\(base.path)/run"
        try FileManager.default.createDirectory(atPath: "\(run)/a/b/c/d/e/f/g/h", withIntermediateDirectories: true)
        var name = Array("\(run)/a/b/c/d/e/f/g/h/caf".utf8CString.dropLast())
        name += [CChar(bitPattern: 0xE9), 0]
        let descriptor = open(name, O_WRONLY | O_CREAT, 0o600)
        #expect(descriptor >= 0)
        close(descriptor)
        RunFolder.remove(run)
        #expect(!FileManager.default.fileExists(atPath: run))
    }
}
