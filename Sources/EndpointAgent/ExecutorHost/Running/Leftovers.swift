internal import CLinux
internal import Glibc

/// Ends what a lost executor's run has left, before anyone reports it as interrupted.
package enum Leftovers {
    /// Kills exactly the recorded run's processes, removes its groups and folders, and says what was found.
    ///
    /// A process number that now belongs to somebody else is never signalled: every kill goes through a pidfd whose process
    /// was identified after the pidfd was opened.
    ///
    /// - Parameter handle: how a process's pidfd is had; a negative errno where it is not.
    static func end(
        _ run: RunIdentity,
        patience: Duration = .seconds(10),
        bootID: String? = ProcessTable.bootID(),
        handle: (Int32) -> Int32 = clinux_pidfd_open,
        life: (Int32) -> ProcessTable.Life = ProcessTable.life
    ) -> Leftover {
        guard let bootID else { return .unknown }
        // Another boot: nothing of it can be alive, and its numbers mean nothing. Folders on disk may still be there.
        guard run.bootID == bootID else {
            for folder in run.folders { RunFolder.remove(folder) }
            return .none
        }
        let deadline = SuspendingClock.now.advanced(by: patience)
        var verdicts = [endKeeper(run, deadline, handle, life)]
        if !run.controlGroups.isEmpty {
            verdicts.append(endGroups(run, patience))
        } else if run.pidNamespace == nil {
            verdicts.append(endMarked(run, deadline))
        }
        for folder in run.folders { RunFolder.remove(folder) }
        return verdicts.contains(.unknown) ? .unknown : verdicts.contains(.killed) ? .killed : .none
    }

    /// The keeper itself: in a PID namespace of its own it is the first process, whose end is everyone's.
    private static func endKeeper(
        _ run: RunIdentity,
        _ deadline: SuspendingClock.Instant,
        _ handle: (Int32) -> Int32,
        _ life: (Int32) -> ProcessTable.Life
    ) -> Leftover {
        var process = handle(run.keeper)
        // Short of descriptors or memory for a moment: nothing is known of the process yet.
        while [-EMFILE, -ENFILE, -ENOMEM].contains(process) {
            guard SuspendingClock.now < deadline else { return .unknown }
            poll(nil, 0, 10)
            process = handle(run.keeper)
        }
        // Only this says that it is gone. A kernel without the call, or a filter that forbids it, leaves the number alone.
        guard process != -ESRCH else { return .none }
        defer { if process >= 0 { close(process) } }
        func isKeeper() -> Bool? {
            switch life(run.keeper) {
            case .gone: false
            case .began(let start): start == run.keeperStart
            case .unknown: nil
            }
        }
        guard let isThere = isKeeper() else { return .unknown }
        guard isThere else { return .none }
        if let namespace = run.pidNamespace, let seen = ProcessTable.pidNamespace(of: run.keeper), seen != namespace {
            return .none
        }
        if process >= 0 { _ = clinux_pidfd_signal(process, SIGKILL) } else { kill(run.keeper, SIGKILL) }
        while isKeeper() != false {
            guard SuspendingClock.now < deadline else { return .unknown }
            var wait = pollfd(fd: process, events: Int16(POLLIN), revents: 0)
            poll(&wait, 1, 10)
        }
        return .killed
    }

    private static func endGroups(_ run: RunIdentity, _ patience: Duration) -> Leftover {
        let there = run.controlGroups.filter(SmallFile.exists)
        guard !there.isEmpty else { return .none }
        let group = ControlGroup(
            paths: there,
            mechanism: SmallFile.exists("\(there[0])/cgroup.kill") ? .cgroup2 : .cgroup
        )
        let hadMembers = !group.isEmpty
        guard group.end(patience: patience) else { return .unknown }
        return hadMembers ? .killed : .none
    }

    /// Nothing held this run together but its keeper: looks for processes that carry the operation's id in the environment
    /// they were started with.
    ///
    /// A descendant that cleared its environment is not found, so `none` cannot be claimed here.
    private static func endMarked(_ run: RunIdentity, _ deadline: SuspendingClock.Instant) -> Leftover {
        let mark = "CS_OPERATION=\(run.operation)"
        while true {
            let marked = ProcessTable.all().filter { pid in
                pid != getpid() && ProcessTable.startTime(of: pid) != nil
                    && ProcessTable.environment(of: pid, contains: mark)
            }
            guard !marked.isEmpty else { return .unknown }
            for pid in marked {
                let process = clinux_pidfd_open(pid)
                defer { if process >= 0 { close(process) } }
                guard ProcessTable.environment(of: pid, contains: mark) else { continue }
                if process >= 0 { _ = clinux_pidfd_signal(process, SIGKILL) } else { kill(pid, SIGKILL) }
            }
            guard SuspendingClock.now < deadline else { return .unknown }
            poll(nil, 0, 2)
        }
    }
}
