internal import CLinux
internal import Glibc

/// The process in whose hands a run's processes are (clinux_run.h); it waits until it is told to go.
struct Keeper: ~Copyable {
    let process: Int32
    let control: Int32
    let hasNamespace: Bool

    init(
        job: ScriptJob,
        environment: [String],
        folder: String,
        group: borrowing ControlGroup?,
        output: Int32,
        error: Int32,
        configuration: ScriptRunner.Configuration
    ) throws(SystemError) {
        let sealed = job.script.withUnsafeBytes { clinux_sealed_file("countersign-script", $0.baseAddress, $0.count) }
        guard sealed >= 0 else { throw SystemError("hold the script in memory", -sealed) }
        let script = Descriptor(sealed)
        let nothing = try Descriptor(opening: "/dev/null", O_RDONLY)
        let joiners = try group?.joiners() ?? []
        defer { for joiner in joiners { close(joiner) } }

        // Each limit stays below our own hard one, as raising that would fail for anyone but root.
        var run = clinux_run()
        run.input = nothing.number
        run.output = output
        run.error = error
        run.script = script.number
        run.join = (joiners.first ?? -1, joiners.count > 1 ? joiners[1] : -1)
        run.no_network = job.profile.isWithoutNetwork
        if let user = job.profile.user {
            run.drop_privileges = true
            run.uid = user.uid
            run.gid = user.gid
        }
        run.files = min(configuration.openFiles, clinux_most_files())
        if group == nil {
            run.address_space = min(job.limits.memoryBytes, clinux_most_address_space())
            // It counts all processes of a user and does not bind root: worth setting for anyone else only.
            if (job.profile.user?.uid ?? geteuid()) != 0 {
                run.processes = min(job.limits.processes, clinux_most_processes())
            }
        }
        // The script opens its own descriptor 3 again by this name, so that nothing on disk ever holds it.
        let arguments = CStrings([job.interpreter.path, "/proc/self/fd/3"])
        let variables = CStrings(environment)
        let interpreter = CStrings([job.interpreter.path, folder])
        run.arguments = UnsafePointer(arguments.pointers)
        run.environment = UnsafePointer(variables.pointers)
        run.interpreter = interpreter.pointers[0].map { UnsafePointer($0) }
        run.folder = interpreter.pointers[1].map { UnsafePointer($0) }

        var socket: Int32 = -1
        run.pid_namespace = group == nil && configuration.usesPIDNamespace
        run.namespace_processes = job.limits.processes
        var made = clinux_run_prepare(&run, &socket)
        if run.pid_namespace, [-EPERM, -EINVAL, -ENOSPC, -ENOSYS].contains(made) {
            run.pid_namespace = false
            made = clinux_run_prepare(&run, &socket)
        }
        guard made > 0 else { throw SystemError("start a process", -made) }
        process = made
        control = socket
        hasNamespace = run.pid_namespace
    }

    deinit {
        // Reads as end-of-file there: the keeper kills whatever is left and exits. If even that hangs in the kernel, the
        // number stays taken until we exit, which is better than waiting with it.
        close(control)
        // Tells of the end when it comes; without one, as on an old kernel or short of descriptors, it is asked for.
        let handle = clinux_pidfd_open(process)
        defer { if handle >= 0 { close(handle) } }
        var wait = pollfd(fd: handle, events: Int16(POLLIN), revents: 0)
        if handle >= 0 { while poll(&wait, 1, 2_000) < 0, errno == EINTR {} }
        for _ in 0..<(handle >= 0 ? 1 : 2_000) {
            let reaped = waitpid(process, nil, WNOHANG)
            if reaped == process || (reaped < 0 && errno != EINTR) { return }
            poll(nil, 0, 1)
        }
    }

    /// Ends it with all that it holds, and waits for that.
    consuming func end() {}

    func tell(_ word: Int) -> Bool { clinux_run_tell(control, CChar(truncatingIfNeeded: word)) == 0 }

    /// The next word of the keeper's: nil if none has come, false in `isThere` once it is gone.
    func hear() -> (word: clinux_run_word?, isThere: Bool) {
        var word = clinux_run_word()
        return switch clinux_run_hear(control, &word) {
        case 1: (word, true)
        case -EAGAIN: (nil, true)
        default: (nil, false)
        }
    }
}

/// An array of C strings ending in nil, alive as long as this is.
private final class CStrings {
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ strings: [String]) {
        count = strings.count
        pointers = .allocate(capacity: count + 1)
        for (index, string) in strings.enumerated() { (pointers + index).initialize(to: strdup(string)) }
        (pointers + count).initialize(to: nil)
    }

    deinit {
        for index in 0..<count { free(pointers[index]) }
        pointers.deallocate()
    }
}
