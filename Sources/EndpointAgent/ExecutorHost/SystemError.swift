internal import Glibc

/// A system call that failed: what was attempted and the kernel's reason.
package struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    package let attempt: String
    package let code: Int32

    package init(_ attempt: String, _ code: Int32) {
        self.attempt = attempt
        self.code = code
    }

    package var description: String { "cannot \(attempt): \(String(cString: strerror(code)))" }
}
