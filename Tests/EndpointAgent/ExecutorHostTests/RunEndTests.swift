import CLinux
import Glibc
import Synchronization
import Testing

@testable import ExecutorHost

/// How runs end that do not end by themselves; each in a PID namespace (where we may make one) and without.
@Suite struct RunEndTests {
    /// A descendant in a session of its own, orphaned, deaf to SIGTERM, without our mark: nothing but the keeper can find it.
    static let escape = """
        (trap '' TERM; exec env -i setsid sh -c 'trap "" TERM; echo here >&9; while :; do sleep 1000; done' \
        >/dev/null 2>&1 </dev/null) 9>"$CS_PARAM_RENDEZVOUS" &
        """

    @Test(arguments: [true, false])
    func `the time limit ends a descendant that escaped into its own session`(namespace: Bool) throws {
        let bench = try Bench(namespace: namespace, grace: .milliseconds(50))
        let rendezvous = try Rendezvous(in: bench.base)
        let script = "\(RunEndTests.escape)\necho waiting\nwait\nsleep 1000"
        let job = bench.job(script, environment: [("CS_PARAM_RENDEZVOUS", rendezvous.path)], seconds: 2)
        let result = try bench.run(job)
        #expect(result.stop == .timedOut)
        #expect(result.output.text == "waiting\n")
        #expect(result.leftover == .killed)
        #expect(rendezvous.arrived())
        #expect(rendezvous.isDeserted)
        #expect(bench.runs.names.isEmpty)
    }

    @Test(arguments: [true, false])
    func `a cancel ends a script that ignores SIGTERM`(namespace: Bool) throws {
        let bench = try Bench(namespace: namespace, grace: .milliseconds(50))
        let script = "trap '' TERM; echo ready; while :; do sleep 1000; done"
        let result = try bench.run(bench.job(script)) { _ in
        } output: { _ in
            bench.stop.stop()
        }
        #expect(result.stop == .cancelled)
        #expect(result.ending == .signalled(SIGKILL))
    }

    @Test(arguments: [true, false])
    func `a script may tidy up within the grace`(namespace: Bool) throws {
        let bench = try Bench(namespace: namespace, grace: .seconds(60))
        let script = "trap 'echo tidy; exit 3' TERM; echo ready; while :; do sleep 0.01; done"
        let result = try bench.run(bench.job(script)) { _ in
        } output: { _ in
            bench.stop.stop()
        }
        #expect(result.stop == .cancelled)
        #expect(result.ending == .exited(3))
        #expect(result.output.text == "ready\ntidy\n")
    }

    @Test(arguments: [true, false])
    func `a cancel before the start lets nothing run`(namespace: Bool) throws {
        let bench = try Bench(namespace: namespace)
        let marker = "\(bench.base.path)/ran"
        // As the cancel of a running operation that comes while the run is being recorded.
        let result = try bench.run(bench.job("touch \(marker)")) { _ in bench.stop.stop() }
        #expect(result.stop == .cancelled)
        #expect(result.ending == .notStarted)
        #expect(result.leftover == .none)
        #expect(access(marker, F_OK) != 0)
        #expect(bench.runs.names.isEmpty)
    }

    @Test(arguments: [true, false])
    func `what a script leaves behind is killed and reported`(namespace: Bool) throws {
        let bench = try Bench(namespace: namespace)
        let rendezvous = try Rendezvous(in: bench.base)
        // The script waits until its child is beyond its reach, then ends.
        let script = "\(RunEndTests.escape)\nwhile ! [ -e \(bench.base.path)/go ]; do sleep 0.01; done; exit 0"
        let go = "\(bench.base.path)/go"
        let thread = Thread.start {
            if rendezvous.arrived() { close(open(go, O_WRONLY | O_CREAT, 0o644)) }
        }
        let result = try bench.run(bench.job(script, environment: [("CS_PARAM_RENDEZVOUS", rendezvous.path)]))
        thread.join()
        #expect(result.ending == .exited(0))
        #expect(result.stop == nil)
        #expect(result.leftover == .killed)
        #expect(rendezvous.isDeserted)
    }

    @Test func `the mechanism is what really held the run`() throws {
        let isRoot = geteuid() == 0
        let isBounded = isRoot && clinux_run_bounds_processes()
        #expect(
            try Bench().run(Bench().job("true")).mechanism == (isBounded ? .pidNamespace : isRoot ? .none : .rlimit)
        )
        #expect(try Bench(namespace: false).run(Bench().job("true")).mechanism == (isRoot ? .none : .rlimit))
    }

    @Test(.enabled(if: geteuid() == 0 && clinux_run_bounds_processes()), arguments: [1, 2, 40] as [UInt64])
    func `no more processes come to be than the limit says`(_ processes: UInt64) throws {
        let bench = try Bench()
        let before = SmallFile.lines("/proc/sys/kernel/pid_max")
        // Twice: a number that comes free is given out again.
        let script = """
            for (1, 2) {
                my @children;
                while (@children < 400) {
                    my $child = fork;
                    last unless defined $child;
                    if (!$child) { sleep 1000; exit }
                    push @children, $child;
                }
                print scalar(@children), "\\n";
                kill "KILL", @children;
                waitpid $_, 0 for @children;
            }
            """
        var job = bench.job(script, interpreter: "/usr/bin/perl")
        job.limits.processes = processes
        let result = try bench.run(job)
        // The script itself is one of them.
        #expect(result.output.text == "\(processes - 1)\n\(processes - 1)\n")
        #expect(result.mechanism == .pidNamespace)
        #expect(SmallFile.lines("/proc/sys/kernel/pid_max") == before)
    }

    @Test(arguments: [true, false])
    func `everything ends when the executor goes`(namespace: Bool) throws {
        let bench = try Bench(namespace: namespace)
        let rendezvous = try Rendezvous(in: bench.base)
        let job = bench.job("")
        let folder = try RunFolder(in: bench.runs.path, name: "run", owner: nil)
        let quiet = try Descriptor(opening: "/dev/null", O_WRONLY)
        var script = job
        script.script = Array("\(RunEndTests.escape)\nsleep 1000".utf8)
        do {
            let keeper = try Keeper(
                job: script,
                environment: ["PATH=/usr/bin:/bin", "CS_PARAM_RENDEZVOUS=\(rendezvous.path)"],
                folder: folder.path,
                group: nil,
                output: quiet.number,
                error: quiet.number,
                configuration: bench.configuration
            )
            let isTold = keeper.tell(0x47)
            #expect(isTold)
            #expect(rendezvous.arrived())
            // The keeper's side of the socket sees the end as it would after a crash.
        }
        #expect(rendezvous.isDeserted)
    }

    @Test(arguments: [true, false])
    func `leftovers of a recorded run are found and killed`(namespace: Bool) throws {
        let bench = try Bench(namespace: namespace)
        let rendezvous = try Rendezvous(in: bench.base)
        let recorded = Mutex<RunIdentity?>(nil)
        let script = "exec 9>\"$CS_PARAM_RENDEZVOUS\"; echo here >&9; sleep 1000 & sleep 1000"
        let job = bench.job(script, environment: [("CS_PARAM_RENDEZVOUS", rendezvous.path)])
        let verdict = Mutex<Leftover?>(nil)
        let holder = Shared(recorded: recorded, verdict: verdict)
        let thread = Thread.start {
            guard rendezvous.arrived(), let run = holder.recorded.withLock({ $0 }),
                let again = RunIdentity(encoded: run.encoded)
            else { return }
            let found = Leftovers.end(again)
            holder.verdict.withLock { $0 = found }
        }
        let result = try bench.run(job) { run in holder.recorded.withLock { $0 = run } }
        thread.join()
        #expect(holder.verdict.withLock { $0 } == (namespace && geteuid() == 0 ? .killed : .unknown))
        #expect(result.ending == .lost)
        #expect(rendezvous.isDeserted)
        let run = try #require(holder.recorded.withLock { $0 })
        #expect(Leftovers.end(run) == (run.pidNamespace == nil ? .unknown : .none))
    }

    @Test(arguments: [ENOSYS, EPERM, EMFILE, ENFILE, ENOMEM])
    func `a process that cannot be looked at is not taken for gone`(_ problem: Int32) throws {
        let bench = try Bench(namespace: false)
        let quiet = try Descriptor(opening: "/dev/null", O_WRONLY)
        let keeper = try Keeper(
            job: bench.job("sleep 1000"),
            environment: [],
            folder: bench.base.path,
            group: nil,
            output: quiet.number,
            error: quiet.number,
            configuration: bench.configuration
        )
        let run = RunIdentity(
            operation: "none-has-this",
            bootID: try #require(ProcessTable.bootID()),
            keeper: keeper.process,
            keeperStart: try #require(ProcessTable.startTime(of: keeper.process)),
            pidNamespace: ProcessTable.pidNamespace(of: keeper.process),
            controlGroups: [],
            folders: []
        )
        var attempts = 0
        let isPassing = [EMFILE, ENFILE, ENOMEM].contains(problem)
        let verdict = Leftovers.end(run) { process in
            attempts += 1
            return isPassing && attempts > 2 ? clinux_pidfd_open(process) : -problem
        }
        #expect(verdict == .killed)
        #expect(ProcessTable.startTime(of: keeper.process) == nil)
        // One that stays out of reach is never said to be gone.
        if isPassing { #expect(Leftovers.end(run, patience: .zero) { _ in -problem } == .unknown) }
        #expect(Leftovers.end(run) { _ in -ESRCH } == .none)
    }

    @Test func `what cannot be read of a process, its groups or the boot is not taken for gone`() throws {
        let folder = try TemporaryFolder()
        // Opens, and cannot be read.
        #expect(mkdir("\(folder.path)/cgroup.procs", 0o700) == 0)
        var run = RunIdentity(
            operation: "none-has-this",
            bootID: try #require(ProcessTable.bootID()),
            keeper: getpid(),
            keeperStart: 1,
            pidNamespace: 1,
            controlGroups: [],
            folders: []
        )
        #expect(Leftovers.end(run) == .none)
        #expect(Leftovers.end(run, bootID: nil) == .unknown)
        #expect(Leftovers.end(run, life: { _ in .unknown }) == .unknown)
        run.controlGroups = [folder.path]
        #expect(Leftovers.end(run, patience: .zero) == .unknown)
        #expect(folder.names == ["cgroup.procs"])
    }

    @Test func `a recycled process number is left alone`() throws {
        let boot = try #require(ProcessTable.bootID())
        let start = try #require(ProcessTable.startTime(of: getpid()))
        let namespace = ProcessTable.pidNamespace(of: getpid())
        func run(_ start: UInt64, _ namespace: UInt64?, boot: String) -> RunIdentity {
            RunIdentity(
                operation: "none-has-this",
                bootID: boot,
                keeper: getpid(),
                keeperStart: start,
                pidNamespace: namespace,
                controlGroups: [],
                folders: []
            )
        }
        // Were any of these taken for ours, the test would not live to see the next line.
        #expect(Leftovers.end(run(start - 1, namespace, boot: boot)) == .none)
        #expect(Leftovers.end(run(start, 1, boot: boot)) == .none)
        #expect(Leftovers.end(run(start, namespace, boot: "another boot")) == .none)
        #expect(Leftovers.end(run(start - 1, nil, boot: boot)) == .unknown)
    }

    @Test(arguments: [
        "", "run 2\n", "run 1\noperation x\nboot y\nkeeper 1 5\n", "run 1\noperation x\nboot y\nkeeper a b\n", "\u{0}",
    ])
    func `a record that we have not written names nothing`(text: String) {
        #expect(RunIdentity(encoded: Array(text.utf8)) == nil)
    }
}

/// What two threads of a test share.
final class Shared: Sendable {
    let recorded: Mutex<RunIdentity?>
    let verdict: Mutex<Leftover?>

    init(recorded: consuming Mutex<RunIdentity?>, verdict: consuming Mutex<Leftover?>) {
        self.recorded = recorded
        self.verdict = verdict
    }
}
