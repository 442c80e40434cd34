import ControllerCore
import ControllerServer
import ControllerStore
import Foundation
import Glibc
import Harness
import Model
import TestSupport
import TransparencyLog
import Transport

/// The real program with its data on a small file system of its own, which only it and its helpers see.
///
/// The mount lies in a mount namespace that ends with the program. Needs root.
struct SmallDisk {
    static let isPossible =
        getuid() == 0
        && (try? ToolRun.run("/usr/bin/unshare", ["-m", "/bin/true"]).status) == 0
        && FileManager.default.fileExists(atPath: Products.path("countersign-controller"))

    let server: Server
    let point: String
    private let ground: Ground

    var data: String { "\(point)/data" }

    /// Starts `serve` on a copy of the ground's folder.
    ///
    /// - Parameters:
    ///   - kilobytes: the size of the file system.
    ///   - before: shell commands between the copy and the start, in the folder of the mount.
    init(_ ground: Ground, kilobytes: Int, before: String = "true", awaitsReady: Bool = true) throws {
        self.ground = ground
        point = ground.temporary.file("disk")
        try FileManager.default.createDirectory(atPath: point, withIntermediateDirectories: true)
        let script = """
            set -e
            mount --make-rprivate /
            mount -t tmpfs -o size=\(kilobytes)k,mode=700 tmpfs '\(point)'
            cp -a '\(ground.folder.path)' '\(point)/data'
            cd '\(point)'
            \(before)
            exec '\(Products.path("countersign-controller"))' serve --data '\(point)/data'
            """
        server = try Server(
            "/usr/bin/unshare",
            ["-m", "/bin/sh", "-c", script],
            log: ground.temporary.file("small-disk.log"),
            awaitsReady: awaitsReady
        )
    }

    /// Runs a shell command where the program's files are.
    @discardableResult
    func shell(_ command: String) throws -> ToolRun {
        try ToolRun.run(
            "/usr/bin/nsenter",
            ["-t", "\(server.processIdentifier)", "-m", "/bin/sh", "-c", "cd '\(point)' && \(command)"]
        )
    }

    /// Leaves no byte free.
    func fill() throws {
        _ = try shell("cat /dev/zero > filler 2>/dev/null; true")
    }

    /// Gives the room back.
    func free() throws {
        try shell("rm filler")
    }

    /// The people's side of the program.
    func people() throws -> PeopleClient {
        let port = try FirstLine.port("people", in: server.firstLine)
        let authority = try ControllerKeys.read(ground.folder).peopleAuthority.certificateDER
        return try PeopleClient(port: port, authority: authority)
    }

    /// A tenant's log as it lies there, opened by somebody else: its size, once every leaf fits the newest checkpoint.
    func verifiedSize(of tenant: TenantID) async throws -> UInt64 {
        let folder = try TemporaryFolder()
        let copy = folder.file("copy")
        // Out of the namespace through a pipe's worth of bytes: what is mounted there is not seen here.
        for suffix in ["", "-wal"] {
            let read = try shell("cat 'data/logs/\(tenant)'.sqlite\(suffix) 2>/dev/null; true")
            if !read.output.isEmpty { try Data(read.output).write(to: URL(fileURLWithPath: copy + suffix)) }
        }
        let keys = LogKeys(folder: ground.folder, configuration: ground.configuration)
        let log = try await TenantLog(
            storage: SQLiteLogStorage(path: copy),
            signer: keys.signer(tenant),
            clock: Ground.now
        )
        let leaves = try await log.leaves(in: 0..<UInt64.max, maximumBytes: .max)
        let checkpoint = try await log.latestCheckpoint()
        let root = try checkpoint.map { try SignedNote($0.note) }.map { try Checkpoint(text: $0.text) }?.root
        guard UInt64(leaves.count) == checkpoint?.size, MerkleTree(leaves: leaves).root == root else {
            throw HarnessError("the log of \(tenant) does not fit its checkpoint")
        }
        for leaf in leaves { _ = try Entry(leaf: leaf) }
        return UInt64(leaves.count)
    }
}

/// What `serve` says when it is ready: `ready agents=ADDRESS:PORT people=ADDRESS:PORT`.
enum FirstLine {
    static func port(_ side: String, in line: String) throws -> Int {
        let word = line.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("\(side)=") }
        guard let port = word?.split(separator: ":").last.flatMap({ Int($0) }) else {
            throw HarnessError("no port of \(side) in \(line)")
        }
        return port
    }
}
