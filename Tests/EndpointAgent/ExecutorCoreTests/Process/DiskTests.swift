import Glibc
import Harness
import TestSupport
import Testing
import WireMessages

/// A real executor whose disk fills up, or takes no more writes.
@Suite struct DiskTests {
    private static let hasMounts = geteuid() == 0 && access("/usr/bin/unshare", X_OK) == 0
    private static let hasImages =
        hasMounts && access("/dev/loop-control", W_OK) == 0 && access("/usr/sbin/mkfs.ext4", X_OK) == 0
        && access("/usr/bin/nsenter", X_OK) == 0

    /// Writes until the disk takes no more; removed again with the returned call.
    private func fill(_ world: ProcessWorld) throws -> () -> Void {
        let path = "\(world.state)/fill"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        for size in [65_536, 4_096, 1] {
            let piece = [UInt8](repeating: 1, count: size)
            while write(descriptor, piece, size) > 0 {}
        }
        // Not one byte more.
        try #require(write(descriptor, [1], 1) == -1)
        return { unlink(path) }
    }

    @Test func `folders that a loss of power has left go at the next start`() throws {
        let world = try ProcessWorld(isAdmitted: false)
        let stray = "\(world.state)/runs/run.stray"
        #expect(mkdir(stray, 0o700) == 0 && mkdir("\(stray)/inner", 0) == 0)
        close(open("\(stray)/file", O_WRONLY | O_CREAT, 0o400))
        // Told to stop the moment it is ready, again and again: it always hears it.
        for _ in 0..<8 { try world.restart() }
        #expect(access("\(world.state)/runs", F_OK) == 0)
        #expect(access("\(world.state)/runs/run.stray", F_OK) != 0)
    }

    @Test(.enabled(if: hasMounts, "needs root and unshare(1)"))
    func `a full disk runs nothing, and room is enough to go on`() throws {
        let world = try ProcessWorld(disk: .memory(bytes: 2 << 20))
        let delivery = try world.delivery(1)
        let empty = try fill(world)
        for _ in 0..<2 { #expect(try world.code(world.ask(.delivery(delivery))) == "failure storage") }
        // What it holds it still tells.
        let status = try world.status()
        #expect(status.ledgerSize == 0 && status.lastSequence == 0)
        #expect(world.runs.isEmpty)
        empty()
        #expect(try world.code(world.ask(.delivery(delivery))) == "running")
        #expect(try world.receipt(1).sequence == 1)
        #expect(world.runs.count == 1)
    }

    @Test(.enabled(if: hasMounts, "needs root and unshare(1)"))
    func `what ran while the disk filled up is told once there is room`() throws {
        let world = try ProcessWorld(disk: .memory(bytes: 2 << 20))
        let go = "\(world.state)/state/go"
        try #require(mkfifo(go, 0o600) == 0)
        let script = Array("read word <\"$CS_STATE/go\"; echo \"$CS_OPERATION\" >>\"$CS_STATE/runs\"; echo done\n".utf8)
        world.use(script: script)
        #expect(try world.code(world.ask(.delivery(try world.delivery(1)))) == "running")
        // The script has begun once it has opened the pipe.
        let pipe = open(go, O_WRONLY | O_CLOEXEC)
        defer { close(pipe) }
        let empty = try fill(world)
        #expect(write(pipe, "go\n", 3) == 3)
        try world.ended()
        #expect(try world.ask(.spool(WireSpoolRequest())).spool.receipts.isEmpty)
        #expect(try world.status().lastSequence == 0)
        empty()
        let page = try world.ask(.spool(WireSpoolRequest())).spool
        #expect(page.receipts.map(\.sequence) == [1])
        #expect(try world.ask(.receiptProof(try world.proof(of: page.receipts[0]))).receiptJudged.code == "ok")
    }

    @Test(.enabled(if: hasImages, "needs root, a loop device and mkfs.ext4"))
    func `a disk gone read-only runs nothing, and the executor goes on when it is back`() throws {
        let world = try ProcessWorld(disk: .image)
        let delivery = try world.delivery(1)
        // As the kernel does after an error of the disk, under the open files.
        let place = "\(world.state)/.."
        let remount = try ToolRun.run(
            "/usr/bin/nsenter",
            ["--target", "\(world.server.processIdentifier)", "--mount", "mount", "-o", "remount,abort", world.place]
        )
        try #require(remount.status == 0, "\(remount.errors)")
        #expect(open("\(place)/probe", O_WRONLY | O_CREAT, 0o600) == -1 && errno == EROFS)
        #expect(try world.code(world.ask(.delivery(delivery))) == "failure storage")
        #expect(try world.status().ledgerSize == 0)
        #expect(world.runs.isEmpty)
        try world.restart()
        #expect(try world.status().ledgerSize == 0)
        #expect(try world.code(world.ask(.delivery(delivery))) == "running")
        #expect(try world.receipt(1).sequence == 1)
        #expect(world.runs.count == 1)
    }
}
