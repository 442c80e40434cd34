internal import CLinux
internal import Glibc

/// Asks one run to stop, from any thread and at any time; asking twice is the same as once.
package final class StopSignal: Sendable {
    /// An eventfd: readable from the first ``stop()`` on.
    let descriptor: Int32

    package init() throws {
        descriptor = clinux_event()
        guard descriptor >= 0 else { throw SystemError("make a stop signal", -descriptor) }
    }

    deinit { close(descriptor) }

    package func stop() {
        var one: UInt64 = 1
        // Fails only when the counter is full, and then it is readable already.
        _ = write(descriptor, &one, 8)
    }

    package var isStopped: Bool {
        var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&wait, 1, 0) == 1
    }
}
