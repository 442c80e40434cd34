internal import Glibc
package import Model

/// What the kernel says of time and boot.
package enum ProcessFacts {
    /// The system clock.
    package static func now() -> Timestamp {
        Timestamp(seconds: Int64(time(nil)))
    }

    /// The id of the running boot.
    ///
    /// - Throws: `bootID`.
    static func bootID() throws(AgentHostError) -> BootID {
        let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .bootID }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 64)
        let count = read(descriptor, &text, text.count)
        guard count == 37, let id = BootID(String(decoding: text[0..<36], as: UTF8.self)) else { throw .bootID }
        return id
    }
}
