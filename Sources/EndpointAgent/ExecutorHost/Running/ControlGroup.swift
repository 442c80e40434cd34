internal import CLinux
internal import Glibc

/// The control groups of one run: limits that hold for all of it, and a list of everything in it.
struct ControlGroup: Sendable {
    /// One path for version 2; memory, then pids for version 1.
    let paths: [String]
    let mechanism: RunMechanism

    /// Makes the groups and sets both limits; leaves nothing behind if one cannot be held.
    init(in parent: ControlGroupParent, name: String, limits: ScriptLimits) throws(SystemError) {
        let settings: [(path: String, file: String, value: UInt64, isRequired: Bool)]
        switch parent.layout {
        case .unified(let path):
            paths = ["\(path)/run-\(name)"]
            mechanism = .cgroup2
            settings = [
                (paths[0], "memory.max", limits.memoryBytes, true),
                (paths[0], "memory.swap.max", 0, false),
                // The run is one thing: running out of memory ends all of it, not some child the script never hears of.
                (paths[0], "memory.oom.group", 1, false),
                (paths[0], "pids.max", limits.processes, true),
            ]
        case .separate(let memory, let pids):
            paths = ["\(memory)/run-\(name)", "\(pids)/run-\(name)"]
            mechanism = .cgroup
            settings = [
                (paths[0], "memory.limit_in_bytes", limits.memoryBytes, true),
                (paths[0], "memory.memsw.limit_in_bytes", limits.memoryBytes, false),
                (paths[1], "pids.max", limits.processes, true),
            ]
        }
        do throws(SystemError) {
            for path in paths where mkdir(path, 0o755) != 0 { throw SystemError("make control group \(path)", errno) }
            for setting in settings {
                let file = "\(setting.path)/\(setting.file)"
                guard setting.isRequired || SmallFile.exists(file) else { continue }
                try SmallFile.write("\(setting.value)", to: file)
            }
        } catch {
            for path in paths { rmdir(path) }
            throw error
        }
    }

    init(paths: [String], mechanism: RunMechanism) {
        self.paths = paths
        self.mechanism = mechanism
    }

    /// Files to which a process writes `0` to join.
    func joiners() throws(SystemError) -> [Int32] {
        var descriptors: [Int32] = []
        for path in paths {
            let descriptor = open("\(path)/cgroup.procs", O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                let code = errno
                for other in descriptors { close(other) }
                throw SystemError("open \(path)/cgroup.procs", code)
            }
            descriptors.append(descriptor)
        }
        return descriptors
    }

    /// Numbers of everything in the groups now.
    var members: [Int32] {
        Set(paths.flatMap { SmallFile.lines("\($0)/cgroup.procs").compactMap { Int32($0) } }).sorted()
    }

    /// Whether there is nothing in any of the groups; one that cannot be read may hold something.
    var isEmpty: Bool {
        paths.allSatisfy { path in
            do throws(SystemError) {
                return try SmallFile.content(of: "\(path)/cgroup.procs", limit: 1).isEmpty
            } catch {
                return [ENOENT, ENODEV].contains(error.code)
            }
        }
    }

    /// Signals all members, each through a pidfd that is checked to be a member still.
    func signal(_ number: Int32) {
        if number == SIGKILL, mechanism == .cgroup2, (try? SmallFile.write("1", to: "\(paths[0])/cgroup.kill")) != nil {
            return
        }
        for pid in members {
            let process = clinux_pidfd_open(pid)
            defer { if process >= 0 { close(process) } }
            guard members.contains(pid) else { continue }
            if process >= 0 { _ = clinux_pidfd_signal(process, number) } else { kill(pid, number) }
        }
    }

    /// Kills until the groups are empty, and removes them; false if something would not die in time.
    func end(patience: Duration) -> Bool {
        let deadline = SuspendingClock.now.advanced(by: patience)
        while !isEmpty {
            signal(SIGKILL)
            // A kill is carried out when its process next runs; nothing tells when a v1 group has become empty.
            guard SuspendingClock.now < deadline else { return false }
            poll(nil, 0, 2)
        }
        for path in paths { rmdir(path) }
        return true
    }
}
