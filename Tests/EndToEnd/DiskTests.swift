import Foundation
import Harness
import TestSupport
import Testing

/// Full and read-only disks below the real programs, each in a mount namespace of its own.
@Suite(.serialized, .enabled(if: getuid() == 0, "mounting takes root")) struct DiskTests {
    /// A command that lays a small disk over a folder, with what the folder holds, and goes on with its arguments.
    private func smallDisk(_ folder: String, megabytes: Int) -> [String] {
        let script = """
            mount --make-rprivate / && rm -rf "$0.seed" && cp -a "$0" "$0.seed" \
              && mount -t tmpfs -o size=\(megabytes)m,mode=700 tmpfs "$0" && cp -a "$0.seed/." "$0" && exec "$@"
            """
        return ["/usr/bin/unshare", "-m", "/bin/sh", "-c", script, folder]
    }

    private func readOnly(_ folder: String) -> [String] {
        let script = """
            mount --make-rprivate / && mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"
            """
        return ["/usr/bin/unshare", "-m", "/bin/sh", "-c", script, folder]
    }

    /// Writes into a folder, as its process sees it, until the disk takes nothing more.
    private func fill(_ folder: String, of server: Server) throws {
        let path = "/proc/\(server.processIdentifier)/root\(folder)/ballast"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard descriptor >= 0 else { throw HarnessError("cannot write \(path)") }
        defer { close(descriptor) }
        for size in [1 << 16, 1 << 12, 1] {
            let block = [UInt8](repeating: 0, count: size)
            while write(descriptor, block, size) == size {}
        }
        #expect(errno == ENOSPC)
    }

    private func free(_ folder: String, of server: Server) throws {
        try FileManager.default.removeItem(atPath: "/proc/\(server.processIdentifier)/root\(folder)/ballast")
    }

    @Test func `a controller whose disk is full says so, and goes on when it is freed`() throws {
        let scene = try CrashScene()
        let installation = scene.installation
        installation.stopController()
        try installation.startController(under: smallDisk(installation.data, megabytes: 24))
        let controller = try #require(installation.controller)
        #expect(try run("echo first", in: scene).status == 0)
        try fill(installation.data, of: controller)
        let refused = try run("echo second", in: scene)
        #expect(refused.status != 0)
        #expect((refused.text + refused.errors).contains("disk"), "\(refused.text)\(refused.errors)")
        try free(installation.data, of: controller)
        let third = try run("echo third", in: scene)
        #expect(third.status == 0, "\(third.errors)")
        try scene.verify()
        let log = try installation.exportLog()
        #expect(try installation.query("SELECT count(*) FROM receipts", in: log) == ["2"])
    }

    @Test func `a controller on a read-only disk says so and starts nothing, and starts when it is writable again`()
        throws
    {
        let scene = try CrashScene()
        let installation = scene.installation
        installation.stopController()
        let fault = #expect(throws: HarnessError.self) {
            try installation.startController(under: readOnly(installation.data))
        }
        #expect(fault?.description.lowercased().contains("read-only") == true, "\(fault?.description ?? "-")")
        try installation.startController()
        try scene.works()
        try scene.verify()
    }

    @Test func `an executor whose disk is full runs nothing, and runs the order once when it is freed`() throws {
        let scene = try CrashScene()
        let installation = scene.installation
        let state = "\(installation.endpoint(1))/executor"
        installation.stopExecutor(1)
        // Scripts write to the machine's disk, not to the executor's full one.
        let marks = try installation.folder.write([], to: "marks")
        try installation.startExecutor(1, under: smallDisk(state, megabytes: 4))
        let executor = try scene.executor()
        try fill(state, of: executor)
        let id = try #require(try scene.submit("#!/bin/sh\necho \"$CS_OPERATION\" >>\(marks)\n"))
        try FolderEvent.wait(in: installation.data) {
            try installation.cli("t-zhao", ["operation", "show", id]).text.contains("busy")
        }
        #expect(try scene.inLog("SELECT count(*) FROM receipts") == ["0"])
        #expect(try installation.folder.read("marks").isEmpty)
        try free(state, of: executor)
        // At the next connection the order comes at once, not after a pause.
        installation.stopAgent(1)
        try installation.startAgent(1)
        #expect(try scene.outcome(id) == "succeeded")
        #expect(String(decoding: try installation.folder.read("marks"), as: UTF8.self) == "\(id)\n")
        try scene.verify()
    }

    @Test func `a disk that fills while a script runs loses no receipt`() throws {
        let scene = try CrashScene()
        let installation = scene.installation
        let state = "\(installation.endpoint(1))/executor"
        installation.stopExecutor(1)
        let folder = try TemporaryFolder()
        try installation.startExecutor(1, under: smallDisk(state, megabytes: 4))
        let executor = try scene.executor()
        let id = try #require(
            try scene.submit("#!/bin/sh\nmkfifo \(folder.file("go"))\ncat \(folder.file("go"))\n")
        )
        try FileEvent.wait(for: folder.file("go"))
        try fill(state, of: executor)
        try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file("go"))).close()
        let other = try #require(try scene.submit())
        try FolderEvent.wait(in: installation.data) {
            try installation.cli("t-zhao", ["operation", "show", other]).text.contains("busy")
        }
        #expect(try scene.inLog("SELECT count(*) FROM receipts") == ["0"])
        try free(state, of: executor)
        installation.stopAgent(1)
        try installation.startAgent(1)
        #expect(try scene.outcome(id) == "succeeded")
        #expect(try scene.outcome(other) == "succeeded")
        try scene.verify()
    }

    @Test func `an executor on a read-only disk says so, and runs again when it is writable`() throws {
        let scene = try CrashScene()
        let installation = scene.installation
        installation.stopExecutor(1)
        let fault = #expect(throws: HarnessError.self) {
            try installation.startExecutor(1, under: readOnly("\(installation.endpoint(1))/executor"))
        }
        #expect(fault?.description.lowercased().contains("read-only") == true, "\(fault?.description ?? "-")")
        let id = try #require(try scene.submit())
        try installation.startExecutor(1)
        #expect(try scene.outcome(id) == "succeeded")
        try scene.works()
        try scene.verify()
    }

    /// Runs a script that nobody has seen yet, so that its blob has to be written too.
    private func run(_ text: String, in scene: CrashScene) throws -> ToolRun {
        let script = try scene.installation.writeScript("disk.sh", "#!/bin/sh\n\(text)\n")
        return try scene.installation.cli(
            "t-zhao",
            ["run", script, "--on", "pc-1", "--reason", "disk", "--yes"],
            expecting: nil
        )
    }
}
