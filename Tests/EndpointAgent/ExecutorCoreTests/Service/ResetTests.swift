import ExecutorCore
import ExecutorHost
import Glibc
import TestSupport
import Testing

/// What is left of a client that a computer leaves.
@Suite struct ResetTests {
    @Test func `each client's whole state is archived in a folder of its own`() throws {
        let folder = try TemporaryFolder()
        chmod(folder.path, 0o700)
        let program = ExecutorProgram(state: folder.path)
        var archives: [String] = []
        for client in ["first", "second"] {
            do {
                let world = try ServiceWorld(store: ExecutorDatabase(path: folder.file("executor.sqlite")))
                #expect(try world.store.deviceStatement() != nil)
            }
            mkdir(folder.file("state"), 0o700)
            try folder.write(Array(client.utf8), to: "state/kept")
            // Both within one second, unless it ends just then.
            archives.append(try program.reset())
            #expect(access(folder.file("state"), F_OK) != 0)
            #expect(access(folder.file("executor.sqlite"), F_OK) != 0)
        }
        #expect(Set(archives).count == 2)
        for (archive, client) in zip(archives, ["first", "second"]) {
            let name = String(archive.dropFirst(folder.path.count + 1))
            #expect(try folder.read("\(name)/state/kept") == Array(client.utf8))
            let store = try ExecutorDatabase(path: "\(archive)/executor.sqlite")
            #expect(try store.identity()?.device == GateWorld.device)
            #expect(try store.deviceStatement()?.version == 1)
        }
        #expect(throws: ExecutorStoreError.notEnrolled) { try program.reset() }
    }
}
