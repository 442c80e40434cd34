internal import CLinux
internal import Glibc

/// Where runs may have control groups of their own.
///
/// Only a place that was handed to us: given in the configuration, or our own service's group if systemd has marked it
/// as delegated (`Delegate=memory pids`). Somebody else's tree is never written to.
package struct ControlGroupParent: Equatable, Sendable {
    enum Layout: Equatable, Sendable {
        case unified(String)
        case separate(memory: String, pids: String)
    }

    let layout: Layout

    /// A folder of a cgroup v2 tree whose memory and pids controllers are enabled for its children.
    package static func unified(_ path: String) -> ControlGroupParent { ControlGroupParent(layout: .unified(path)) }

    /// Folders of the two cgroup v1 hierarchies.
    package static func separate(memory: String, pids: String) -> ControlGroupParent {
        ControlGroupParent(layout: .separate(memory: memory, pids: pids))
    }

    /// Our own delegated group, made ready for runs; nil if there is none.
    package static func delegated() -> ControlGroupParent? {
        let groups = SmallFile.lines("/proc/self/cgroup")
        if let own = groups.first(where: { $0.hasPrefix("0::/") }) {
            let path = "/sys/fs/cgroup\(own.dropFirst(3))"
            if isDelegated(path), prepareUnified(path) { return .unified(path) }
        }
        func own(_ controller: Substring) -> String? {
            for line in groups {
                let parts = line.split(separator: ":", maxSplits: 2)
                guard parts.count == 3, parts[1].split(separator: ",").contains(controller) else { continue }
                return "/sys/fs/cgroup/\(controller)\(parts[2])"
            }
            return nil
        }
        // Version 1 carries systemd's mark on its own hierarchy only; the controllers' folders have the same path.
        guard let named = groups.first(where: { $0.contains(":name=systemd:") })?.split(separator: ":").last,
            isDelegated("/sys/fs/cgroup/systemd\(named)"), let memory = own("memory"), let pids = own("pids"),
            memory.hasSuffix(named), pids.hasSuffix(named)
        else { return nil }
        return .separate(memory: memory, pids: pids)
    }

    /// Version 2 allows processes only in leaves: moves us into one, then enables the controllers for our children.
    private static func prepareUnified(_ path: String) -> Bool {
        let own = "\(path)/executor"
        guard mkdir(own, 0o755) == 0 || errno == EEXIST else { return false }
        do throws(SystemError) {
            try SmallFile.write("\(getpid())", to: "\(own)/cgroup.procs")
            try SmallFile.write("+memory +pids", to: "\(path)/cgroup.subtree_control")
            return true
        } catch {
            return false
        }
    }

    /// The mark that systemd sets on groups handed to a service (systemd.resource-control(5)).
    private static func isDelegated(_ path: String) -> Bool {
        ["trusted.delegate", "user.delegate"].contains { name in
            var value: UInt8 = 0
            return clinux_attribute(path, name, &value, 1) == 1 && value == UInt8(ascii: "1")
        }
    }
}
