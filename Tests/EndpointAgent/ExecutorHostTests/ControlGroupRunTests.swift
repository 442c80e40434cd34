import Glibc
import Testing

@testable import ExecutorHost

/// Whole runs in real control groups, of each version that this machine lets us write to.
@Suite struct ControlGroupRunTests {
    /// Groups of our own below a hierarchy's root, removed with the test.
    private final class Groups {
        let parent: ControlGroupParent
        private let paths: [String]

        private static let name = "countersign-test-\(getpid())-\(UInt32.random(in: .min ... .max))"

        /// Version 2 with both controllers, which need not be bound to version 1 at the same time.
        static func unified() -> Groups? {
            let root = "/sys/fs/cgroup"
            let controllers = SmallFile.lines("\(root)/cgroup.controllers").flatMap { $0.split(separator: " ") }
            guard controllers.contains("memory"), controllers.contains("pids") else { return nil }
            let path = "\(root)/\(name)"
            guard mkdir(path, 0o755) == 0 else { return nil }
            guard (try? SmallFile.write("+memory +pids", to: "\(path)/cgroup.subtree_control")) != nil else {
                rmdir(path)
                return nil
            }
            return Groups(.unified(path), [path])
        }

        static func separate() -> Groups? {
            let paths = ["/sys/fs/cgroup/memory/\(name)", "/sys/fs/cgroup/pids/\(name)"]
            let made = paths.filter { mkdir($0, 0o755) == 0 && access("\($0)/cgroup.procs", W_OK) == 0 }
            guard made == paths else {
                for path in paths { rmdir(path) }
                return nil
            }
            return Groups(.separate(memory: paths[0], pids: paths[1]), paths)
        }

        private init(_ parent: ControlGroupParent, _ paths: [String]) {
            self.parent = parent
            self.paths = paths
        }

        deinit { for path in paths { rmdir(path) } }
    }

    private func holds(_ groups: Groups, as mechanism: RunMechanism) throws {
        var bench = try Bench()
        bench.configuration.controlGroups = groups.parent
        let count = """
            my @children;
            while (@children < 200) {
                my $child = fork;
                last unless defined $child;
                if (!$child) { sleep 1000; exit }
                push @children, $child;
            }
            print scalar(@children), "\\n";
            """
        var job = bench.job(count, interpreter: "/usr/bin/perl")
        job.limits.processes = 7
        var recorded: [String] = []
        let result = try bench.run(job) { recorded = $0.controlGroups }
        #expect(result.output.text == "6\n")
        #expect(result.ending == .exited(0))
        #expect(result.mechanism == mechanism)
        // The children outlived the script.
        #expect(result.leftover == .killed)
        #expect(!recorded.isEmpty && recorded.allSatisfy { access($0, F_OK) != 0 })

        let greedy = #"my @kept; push @kept, "a" x (8 << 20) for 1..64; print scalar(@kept);"#
        let ended = try bench.run(bench.job(greedy, interpreter: "/usr/bin/perl", memory: 64 << 20))
        #expect(ended.ending == .signalled(SIGKILL))
        #expect(ended.output.text.isEmpty)
    }

    @Test(.enabled(if: Groups.unified() != nil, "no cgroup v2 tree with memory and pids may be written to here"))
    func `version 2 holds processes, memory and what is left`() throws {
        try holds(try #require(Groups.unified()), as: .cgroup2)
    }

    @Test(.enabled(if: Groups.separate() != nil, "no cgroup v1 trees for memory and pids may be written to here"))
    func `version 1 holds processes, memory and what is left`() throws {
        try holds(try #require(Groups.separate()), as: .cgroup)
    }
}
