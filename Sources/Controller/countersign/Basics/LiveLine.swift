import Glibc
import Synchronization

/// The one line of the error stream that is drawn again and again; gone before anything else is written.
final class LiveLine: Sendable {
    private let isShown = Mutex(false)

    func draw(_ text: String) {
        isShown.withLock { isShown in
            Console.write("\r\u{1B}[K\(text)", to: STDERR_FILENO)
            isShown = true
        }
    }

    func wipe() {
        isShown.withLock { isShown in
            guard isShown else { return }
            Console.write("\r\u{1B}[K", to: STDERR_FILENO)
            isShown = false
        }
    }
}
