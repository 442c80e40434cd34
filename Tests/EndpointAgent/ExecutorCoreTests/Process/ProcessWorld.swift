import FoundationEssentials
import Glibc
import Harness
import Model
import SSHSIG
import SwiftProtobuf
import TestSupport
import Testing
import TransparencyLog
import Trust
import Wire
import WireMessages

/// A client with its log by this machine's clock, and a real executor process that is enrolled with it.
final class ProcessWorld {
    /// Where the executor's state lies.
    enum Disk {
        case folder
        /// A small file system of its own, in a mount namespace that ends with the executor.
        case memory(bytes: Int)
        /// The same on an image that stays.
        case image
    }

    var world = GateWorld()
    private(set) var log = WorldLog(signer: GateWorld.logSigner)
    private(set) var device = GateWorld.device
    private(set) var server: Server
    private(set) var peer: SocketPeer
    private let folder: TemporaryFolder
    private let disk: Disk
    private let agent: UInt32
    private var requests: UInt64 = 0

    var socket: String { folder.file("s") }
    /// Where the executor's disk is mounted.
    var place: String { folder.file("disk") }
    /// The state folder as the executor sees it, seen from here.
    var state: String { "/proc/\(server.processIdentifier)/root\(folder.file("disk"))/state" }

    /// - Parameters:
    ///   - agent: the user whom the executor serves.
    ///   - isAdmitted: whether people have made the device active.
    init(disk: Disk = .folder, agent: UInt32 = geteuid(), isAdmitted: Bool = true) throws {
        folder = try TemporaryFolder()
        self.disk = disk
        self.agent = agent
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let now = Timestamp(seconds: Int64(time.tv_sec))
        world.now = now
        world.earlier = []
        world.root.version = 1
        world.root.issued = now.adding(seconds: -3_600)
        world.root.expires = now.adding(seconds: 86_400 * 30)
        world.order.issued = now
        world.order.expires = now.adding(seconds: 7_200)
        world.cosignatures = [.init(witness: GateWorld.witnesses[0], time: now)]
        Self.use(Array("echo \"$CS_OPERATION\" >>\"$CS_STATE/runs\"\n".utf8), in: &world)
        log.append(Array("the root's leaf".utf8))
        let text = world.root.value.rendered()
        let file = EnrolmentFile(
            root: text,
            signatures: [GateWorld.contact.sign(text, for: .root)],
            checkpoint: try log.note(log.checkpoint()),
            token: [UInt8](repeating: 5, count: 32)
        )
        chmod(try folder.write(file.rendered(), to: "enrolment"), 0o600)
        if case .image = disk {
            try folder.write([], to: "image")
            truncate(folder.file("image"), 8 << 20)
            let made = try ToolRun.run("/usr/sbin/mkfs.ext4", ["-q", "-F", "-m", "0", folder.file("image")])
            try #require(made.status == 0, "\(made.errors)")
        }
        mkdir(folder.file("disk"), 0o700)
        server = try Self.start(folder, disk, agent)
        peer = try SocketPeer(folder.file("s"))
        let printed = String(decoding: try folder.read("installed"), as: UTF8.self)
        let name = try #require(printed.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("d-") })
        device = try #require(DeviceID(String(name)))
        world.order.targets = .devices([device])
        if isAdmitted {
            #expect(try tell([world.deviceLeaf(version: 1, of: device)]) == ["ok"])
        }
    }

    /// Mounts the disk where it has one, enrols once, and serves.
    private static func start(_ folder: TemporaryFolder, _ disk: Disk, _ agent: UInt32) throws -> Server {
        let executor = Products.path("countersign-executor")
        let place = folder.file("disk")
        let mount =
            switch disk {
            case .folder: "true"
            case .memory(let bytes): "mount -t tmpfs -o size=\(bytes),mode=700 none \(place)"
            case .image: "mount -o loop \(folder.file("image")) \(place) && chmod 700 \(place)"
            }
        let steps = [
            mount,
            "{ [ -e \(place)/state ] || \(executor) install-enrolment --state \(place)/state \(folder.file("enrolment"))"
                + " >\(folder.file("installed")); }",
            "exec \(executor) serve --state \(place)/state --socket \(folder.file("s")) --agent-uid \(agent)",
        ]
        let shell = ["/bin/sh", "-c", steps.joined(separator: " && ")]
        if case .folder = disk { return try Server(shell[0], Array(shell.dropFirst()), log: folder.file("log")) }
        return try Server(
            "/usr/bin/unshare",
            ["--mount", "--propagation", "private"] + shell,
            log: folder.file("log")
        )
    }

    /// Ends the executor and starts it again on the same disk.
    func restart() throws {
        server.stop()
        server = try Self.start(folder, disk, agent)
        try reconnect()
    }

    /// Ends the connection, as only one is served, and opens another.
    func reconnect() throws {
        peer.close()
        peer = try SocketPeer(socket)
    }

    /// From now on orders are for this script.
    func use(script: [UInt8]) { Self.use(script, in: &world) }

    private static func use(_ script: [UInt8], in world: inout GateWorld) {
        world.content = script
        world.order.action = .script(
            ScriptAction(
                interpreter: .sh,
                script: ScriptReference(
                    name: .literal("test.sh"),
                    sha256: Digest(sha256Of: script),
                    bytes: UInt64(script.count)
                ),
                parameters: [:]
            )
        )
    }

    // MARK: Requests

    /// The bytes of a request under the next id.
    func request(_ member: WireExecutorRequest.OneOf_Request) throws -> (id: UInt64, payload: [UInt8]) {
        requests += 1
        var request = WireExecutorRequest(member)
        request.id = requests
        return (requests, try request.serializedBytes())
    }

    func ask(_ member: WireExecutorRequest.OneOf_Request) throws -> WireExecutorMessage {
        let (id, payload) = try request(member)
        peer.send(SocketPeer.frame(payload))
        return try #require(try peer.answer(id), "the executor closed the connection")
    }

    func status() throws -> WireExecutorStatus {
        try ask(.identity(WireIdentityRequest())).identity.status
    }

    private func proof() throws -> WireLogProof {
        let held = try status().checkpointSize
        return try log.proof(log.note(log.checkpoint(), cosigned: world.cosignatures), from: held)
    }

    /// Logs the world's order under some numbers, and makes the deliveries of all against one checkpoint.
    func deliveries(_ numbers: ClosedRange<Int>) throws -> [WireDelivery] {
        let places = numbers.map { number in
            world.order.id = .literal("019ab4c2-7d1e-7c3a-9f00-\(100_000_000_000 + number)")
            return (log.append(world.leaf), world.approvals.map(world.leaf(of:)).map { log.append($0) })
        }
        let proof = try proof()
        return try zip(numbers, places).map { number, places in
            var delivery = WireDelivery()
            delivery.id = UInt64(number)
            delivery.proof = proof
            delivery.operation = try log.leaf(places.0)
            delivery.approvals = try places.1.map { try log.leaf($0) }
            delivery.content = Data(world.content)
            return delivery
        }
    }

    func delivery(_ number: Int) throws -> WireDelivery {
        try deliveries(number...number)[0]
    }

    func evidence(_ leaves: [[UInt8]]) throws -> WireEvidence {
        let indices = leaves.map { log.append($0) }
        var evidence = WireEvidence()
        evidence.id = 5
        evidence.proof = try proof()
        evidence.leaves = try indices.map { try log.leaf($0) }
        return evidence
    }

    func tell(_ leaves: [[UInt8]]) throws -> [String] {
        try ask(.evidence(try evidence(leaves))).judged.verdicts.map(\.code)
    }

    /// Logs a receipt as the controller does, and makes the proof of it.
    func proof(of report: WireReceiptReport) throws -> WireReceiptProof {
        let index = log.append(
            RawLeaf.bytes(
                kind: "receipt",
                at: world.now,
                statement: String(decoding: report.receipt.statement, as: UTF8.self),
                signatures: [report.receipt.signature]
            )
        )
        var message = WireReceiptProof()
        message.sequence = report.sequence
        message.proof = try proof()
        message.receipt = try log.leaf(index)
        return message
    }

    /// `running`, or the code of a refusal or fault.
    func code(_ answer: WireExecutorMessage) -> String {
        switch answer.message {
        case .taken: "running"
        case .refused(let refused): refused.code
        case .failure(let failure): "failure \(failure.code)"
        default: "\(answer)"
        }
    }

    /// Waits until the receipt of a sequence is announced.
    func news(_ sequence: UInt64) throws -> WireSpoolPage {
        let event = try peer.event { message in
            if case .spool(let page) = message.message { page.receipts.first?.sequence == sequence } else { false }
        }
        return try #require(event).spool
    }

    /// The receipt of a sequence, once it is announced.
    func receipt(_ sequence: UInt64) throws -> WireReceiptReport {
        try #require(try news(sequence).receipts.first)
    }

    /// Waits until a run has ended, whether or not its receipt could be written.
    func ended() throws {
        let event = try peer.event { message in
            if case .progress(let progress) = message.message { progress.state == .ended } else { false }
        }
        #expect(event != nil)
    }

    /// Ids of the runs that took place, in their order.
    var runs: [String] {
        guard let bytes = SmallFileReader.bytes("\(state)/state/runs") else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

/// Whole files through a process's own view of its mounts.
enum SmallFileReader {
    static func bytes(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var found: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return found }
            found += buffer[0..<count]
        }
    }
}
