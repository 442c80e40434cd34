// Where Dispatch is loaded first, its module is the one that declares `stat`.
internal import CDispatch
internal import CLinux
internal import Crypto
internal import Dispatch
internal import ExecutorCore
internal import Glibc
internal import Inventory
internal import Model
internal import SSHSIG
internal import Synchronization
internal import TransparencyLog
internal import Trust
internal import WireMessages

/// What the executable does, apart from reading its arguments.
package struct ExecutorProgram {
    /// What was installed, for people to compare.
    package struct Installed: Sendable {
        package let tenant: String
        package let device: String
        package let rootVersion: UInt64
        package let rootSHA256: String
    }

    package enum Fault: Error, Equatable, Sendable, CustomStringConvertible {
        case folder(String)
        case file(String)
        case writableByOthers(String)
        case enrolled(String)
        case inUse(String)

        package var description: String {
            switch self {
            case .folder(let path):
                "\(path) must be a folder of this user's alone (mode 0700); make it so, or name another one with --state"
            case .writableByOthers(let path):
                "\(path) could have been changed by others; keep it as a file of root's own, mode 0600, then try again"
            case .file(let path): "\(path) cannot be read; check its name and that it belongs to you"
            case .enrolled(let device):
                "this computer is enrolled already as \(device); leave that client first with countersign-executor reset"
            case .inUse(let path): "another executor works in \(path); stop it first"
            }
        }
    }

    private let folder: String

    package init(state folder: String) {
        self.folder = folder
    }

    // MARK: Commands

    /// Serves until SIGTERM or SIGINT; `ready` is called once the agent can connect.
    package func serve(socket: String, agent: UInt32, ready: @escaping () -> Void) throws {
        // Every file of ours is for this user alone, whoever made it on our behalf; scripts set their own.
        umask(0o077)
        let signals = holdSignals()
        let lock = try lockFolder()
        defer { close(lock) }
        let store = try openStore()
        try makeFolder("\(folder)/runs")
        try makeFolder("\(folder)/state")
        let secrets = try secretsFolder()
        let zones = TimeZoneFolder.system
        guard let basic = ProfileName("basic"), let version = VersionText(ExecutorVersion.text) else {
            throw Fault.folder(folder)
        }
        // The service comes into being after the socket that its events go to.
        let connection = EventPort()
        var configuration = ScriptRunner.Configuration(runsFolder: "\(folder)/runs", secretsFolder: secrets)
        configuration.controlGroups = ControlGroupParent.delegated()
        let privileged = PrivilegedFacts.read()
        let service = try ExecutorService(
            ExecutorService.Parts(
                store: store,
                gate: Gate(capabilities: Capabilities(profiles: [basic], concurrentRuns: 8), zones: zones),
                runner: ScriptOperationRunner(
                    scripts: ScriptRunner(configuration),
                    stateFolder: "\(folder)/state",
                    now: { Self.now() },
                    collect: { _ in
                        BasicProfile.collect(
                            version: version,
                            clock: Self.clock(),
                            now: Self.now(),
                            privileged: privileged,
                            isAgentConnected: connection.isOpen
                        )
                    }
                ),
                version: version,
                now: { Self.now() },
                clock: { Self.clock() },
                random: { Self.random($0) },
                privilegedFacts: { privileged },
                isStopped: { [folder] in Self.isStopped(in: folder) }
            ),
            events: { connection.push($0) }
        )
        // What is there now belongs to no run: a loss of power has taken its record, or its removal.
        RunFolder.empty("\(folder)/runs")
        let server = try ExecutorSocketServer(expectedUser: agent) { service.answer($0) }
        connection.open(server)
        let listener =
            try ExecutorSocketListener.inherited(process: environment("LISTEN_PID"), count: environment("LISTEN_FDS"))
            ?? ExecutorSocketListener(path: socket, for: agent)
        stopOnSignal(signals, server)
        ready()
        _ = try server.run(on: listener)
        service.close()
        try store.settle()
    }

    /// Checks an enrolment file and makes the device's keys; what is printed is for people to compare.
    package func installEnrolment(file: String, expecting sha256: String?) throws -> Installed {
        try makeFolder(folder)
        let lock = try lockFolder()
        defer { close(lock) }
        let store = try openStore()
        if let identity = try store.identity() { throw Fault.enrolled(identity.device.text) }
        let bytes = try readEnrolment(file)
        let checked = try Enroller.check(bytes, expecting: sha256, now: Self.now(), zones: TimeZoneFolder.system)
        let sealing = Curve25519.KeyAgreement.PrivateKey()
        let device = try Enroller.establish(
            checked,
            signer: Ed25519Signer(),
            sealing: (
                Array(sealing.rawRepresentation), "x25519 \(Base64.encode(Array(sealing.publicKey.rawRepresentation)))"
            ),
            in: store
        )
        try store.settle()
        return Installed(
            tenant: checked.root.root.tenant.text,
            device: device.text,
            rootVersion: checked.root.root.version,
            rootSHA256: checked.root.sha256.hex
        )
    }

    /// The device's id.
    package func identity() throws -> String {
        guard access("\(folder)/executor.sqlite", R_OK) == 0 else { throw ExecutorStoreError.notEnrolled }
        guard let identity = try openStore().identity() else { throw ExecutorStoreError.notEnrolled }
        return identity.device.text
    }

    /// Moves the whole state aside; nothing is deleted, so receipts that were never logged can still be handed over.
    package func reset() throws -> String {
        let lock = try lockFolder()
        defer { close(lock) }
        _ = try identity()
        try openStore().settle()
        // A name that nothing has yet, whatever the clock says: what was archived before stays.
        var template = Array("\(folder)/archive-\(Self.now().seconds).XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError("make a folder in \(folder)", errno) }
        let archive = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // What scripts keep is the client's too. The file that says who we are goes last: until then we are enrolled.
        for name in ["state", "executor.sqlite-wal", "executor.sqlite-shm", "executor.sqlite"] {
            guard rename("\(folder)/\(name)", "\(archive)/\(name)") == 0 || errno == ENOENT else {
                throw SystemError("move \(folder)/\(name)", errno)
            }
        }
        try flush(archive)
        try flush(folder)
        return archive
    }

    /// Whether root on this machine has stopped execution: by anything named `local-stop` in the state folder.
    ///
    /// Where nobody can tell, it has.
    package static func isStopped(in folder: String) -> Bool {
        var status = stat()
        return lstat("\(folder)/local-stop", &status) == 0 || errno != ENOENT
    }

    // MARK: Output

    /// A message to people, in the form that every program of ours uses.
    package static func complain(_ text: String) {
        // "what failed; what to do" becomes two lines.
        let parts = text.split(separator: ";", maxSplits: 1)
        var lines = "error: \(parts.first ?? "")\n"
        if parts.count == 2 { lines += "hint:\(parts[1])\n" }
        let bytes = Array(lines.utf8)
        _ = write(2, bytes, bytes.count)
    }

    package static func flushOutput() {
        fflush(nil)
    }

    // MARK: Parts

    /// Reads a file that pins the trust root: nobody but this user and root may have been able to change it.
    private func readEnrolment(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw Fault.file(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_uid == 0 || status.st_uid == geteuid(), status.st_mode & 0o022 == 0
        else { throw Fault.writableByOthers(path) }
        guard let bytes = SmallFile.bytes("/proc/self/fd/\(descriptor)", limit: EnrolmentFile.byteLimit + 1) else {
            throw Fault.file(path)
        }
        return bytes
    }

    private func openStore() throws -> ExecutorDatabase {
        try ExecutorDatabase(path: "\(folder)/executor.sqlite")
    }

    private func makeFolder(_ path: String) throws {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw SystemError("make \(path)", errno) }
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(),
            status.st_mode & 0o077 == 0
        else { throw Fault.folder(path) }
    }

    private func flush(_ path: String) throws {
        let descriptor = try Descriptor(opening: path, O_RDONLY | O_DIRECTORY)
        guard fsync(descriptor.number) == 0 else { throw SystemError("write \(path) to disk", errno) }
    }

    /// One executor at a time: the lock goes with the process.
    private func lockFolder() throws -> Int32 {
        try makeFolder(folder)
        let descriptor = open("\(folder)/lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw SystemError("open \(folder)/lock", errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Fault.inUse(folder)
        }
        return descriptor
    }

    /// Secrets' files must be in memory; without a place for them nothing that needs one is admitted anyway.
    private func secretsFolder() throws -> String {
        let path = geteuid() == 0 ? "/run/countersign-executor" : "\(folder)/secrets"
        try makeFolder(path)
        return path
    }

    /// Blocks what asks us to stop, before there is any other thread: one that comes at any moment waits to be taken.
    private func holdSignals() -> sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGTERM, SIGINT] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        return signals
    }

    private func stopOnSignal(_ signals: sigset_t, _ server: ExecutorSocketServer) {
        DispatchQueue(label: "signals").async {
            var signals = signals
            var number: Int32 = 0
            while sigwait(&signals, &number) != 0 {}
            server.stop()
        }
    }

    private func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    private static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Int64(time.tv_sec))
    }

    private static func clock() -> ReceiptClock {
        var synchronised = false
        var offset: UInt64 = 0
        guard clinux_clock_state(&synchronised, &offset) == 0 else {
            return ReceiptClock(synchronised: false, offsetMs: 0)
        }
        return ReceiptClock(synchronised: synchronised, offsetMs: offset / 1_000)
    }

    private static func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}

/// Where a service's events go, once there is a socket.
private final class EventPort: Sendable {
    private let server = Mutex<ExecutorSocketServer?>(nil)

    func open(_ server: ExecutorSocketServer) {
        self.server.withLock { $0 = server }
    }

    func push(_ event: WireExecutorMessage) {
        server.withLock { $0 }?.push(event)
    }

    var isOpen: Bool {
        server.withLock { $0 }?.isConnected ?? false
    }
}
