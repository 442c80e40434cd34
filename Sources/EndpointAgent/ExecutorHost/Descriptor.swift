internal import CLinux
internal import Glibc

/// A file descriptor with one owner, closed when the owner lets go of it.
struct Descriptor: ~Copyable {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// Opens a file, close on exec.
    init(opening path: String, _ flags: Int32, mode: mode_t = 0) throws(SystemError) {
        let result = open(path, flags | O_CLOEXEC, mode)
        guard result >= 0 else { throw SystemError("open \(path)", errno) }
        number = result
    }
}

/// A pipe, both ends close on exec, whose reading end never blocks.
struct Pipe: ~Copyable {
    let reading: Int32
    private(set) var writing: Int32

    init() throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        let made = clinux_pipe(&ends)
        guard made == 0 else { throw SystemError("make a pipe", -made) }
        reading = ends[0]
        writing = ends[1]
    }

    deinit {
        close(reading)
        if writing >= 0 { close(writing) }
    }

    /// To be called once the other process has its copy, as the reader sees the end only when no writer is left.
    mutating func closeWriting() {
        if writing >= 0 { close(writing) }
        writing = -1
    }
}
