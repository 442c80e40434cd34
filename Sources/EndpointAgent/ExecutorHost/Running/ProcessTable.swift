// Where Dispatch is loaded first, its module is the one that declares `stat`.
internal import CDispatch
internal import Glibc

/// What /proc tells of processes (proc(5)).
enum ProcessTable {
    /// Differs after each boot, so that a process number is never taken for one from before.
    static func bootID() -> String? {
        SmallFile.lines("/proc/sys/kernel/random/boot_id").first.map(String.init)
    }

    /// When a living process began, in clock ticks since boot; nil for none and for one that has ended but was not reaped.
    ///
    /// Number and start together name a process: a recycled number has a later start.
    static func startTime(of pid: Int32) -> UInt64? {
        guard case .began(let start) = life(of: pid) else { return nil }
        return start
    }

    /// What can be said of a process number.
    enum Life: Equatable {
        case gone
        case began(UInt64)
        /// It could not be looked at, which does not say that it is gone.
        case unknown
    }

    static func life(of pid: Int32) -> Life {
        let text: String
        do throws(SystemError) {
            text = String(decoding: try SmallFile.content(of: "/proc/\(pid)/stat", limit: 4_096), as: UTF8.self)
        } catch {
            return [ENOENT, ESRCH].contains(error.code) ? .gone : .unknown
        }
        // The name in parentheses may hold anything, parentheses and spaces too: fields count from the last ')'.
        guard let close = text.lastIndex(of: ")") else { return .unknown }
        let fields = text[text.index(after: close)...].split(separator: " ")
        guard fields.count > 19, let start = UInt64(fields[19]) else { return .unknown }
        return fields[0] == "Z" || fields[0] == "X" ? .gone : .began(start)
    }

    /// The inode of a process's PID namespace, nil if it cannot be seen.
    static func pidNamespace(of pid: Int32) -> UInt64? {
        var status = stat()
        guard stat("/proc/\(pid)/ns/pid", &status) == 0 else { return nil }
        return UInt64(status.st_ino)
    }

    /// All process numbers visible now.
    static func all() -> [Int32] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var found: [Int32] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let pid = Int32(name), pid > 0 { found.append(pid) }
        }
        return found
    }

    /// Whether a process was started with exactly this `NAME=value` in its environment.
    static func environment(of pid: Int32, contains assignment: String) -> Bool {
        guard let bytes = SmallFile.bytes("/proc/\(pid)/environ", limit: 4 << 20) else { return false }
        return bytes.split(separator: 0).contains { $0.elementsEqual(assignment.utf8) }
    }
}
