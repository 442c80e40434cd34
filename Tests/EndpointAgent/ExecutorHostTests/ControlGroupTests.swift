import Glibc
import Testing

@testable import ExecutorHost

/// Where this machine has a cgroup v2 tree that we may write to; elsewhere only the refusals are tested.
@Suite struct ControlGroupTests {
    /// A group of our own, removed with the test.
    private final class Group {
        let path: String

        init?() {
            let bases = ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"]
            guard let base = bases.first(where: { access("\($0)/cgroup.procs", W_OK) == 0 }) else { return nil }
            path = "\(base)/countersign-test-\(getpid())-\(UInt32.random(in: .min ... .max))"
            guard mkdir(path, 0o755) == 0, access("\(path)/cgroup.kill", F_OK) == 0 else {
                rmdir(path)
                return nil
            }
        }

        deinit { rmdir(path) }
    }

    private let limits = ScriptLimits(time: .seconds(60), memoryBytes: 1 << 30, outputBytes: 1_000, processes: 64)

    @Test func `a group whose limits cannot be set is not used`() throws {
        let folder = try TemporaryFolder()
        // An ordinary folder stands for a group without controllers.
        #expect(throws: SystemError.self) {
            _ = try ControlGroup(in: .unified(folder.path), name: "x", limits: self.limits)
        }
        #expect(folder.names.isEmpty)
    }

    @Test func `nothing runs where the configured group cannot hold it`() throws {
        var bench = try Bench()
        bench.configuration.controlGroups = .separate(memory: "/nonexistent", pids: "/nonexistent")
        var isRecorded = false
        let job = bench.job("true")
        #expect(throws: SystemError.self) { try bench.run(job) { _ in isRecorded = true } }
        #expect(!isRecorded)
        #expect(bench.runs.names.isEmpty)
    }

    @Test func `a script joins its group before it starts, and its end empties it`() throws {
        guard let parent = Group() else { return #expect(ControlGroupParent.delegated() == nil) }
        let path = "\(parent.path)/run-x"
        #expect(mkdir(path, 0o755) == 0)
        let group = ControlGroup(paths: [path], mechanism: .cgroup2)
        let bench = try Bench()
        let rendezvous = try Rendezvous(in: bench.base)
        let quiet = try Descriptor(opening: "/dev/null", O_WRONLY)
        let escape = "exec 9>\"$CS_PARAM_RENDEZVOUS\"; setsid sleep 1000 & echo here >&9; wait"
        let keeper = try Keeper(
            job: bench.job(escape),
            environment: ["PATH=/usr/bin:/bin", "CS_PARAM_RENDEZVOUS=\(rendezvous.path)"],
            folder: bench.base.path,
            group: group,
            output: quiet.number,
            error: quiet.number,
            configuration: bench.configuration
        )
        let isTold = keeper.tell(0x47)
        #expect(isTold)
        #expect(rendezvous.arrived())
        let members = group.members
        #expect(members.count == 2)
        #expect(!members.contains(keeper.process))
        // As after a crash: by the record alone.
        let run = RunIdentity(
            operation: "x",
            bootID: try #require(ProcessTable.bootID()),
            keeper: keeper.process,
            keeperStart: 0,
            pidNamespace: nil,
            controlGroups: [path],
            folders: []
        )
        #expect(Leftovers.end(run) == .killed)
        #expect(rendezvous.isDeserted)
        #expect(access(path, F_OK) != 0)
        #expect(Leftovers.end(run) == .none)
    }
}
