import Glibc

/// Runs one program that may talk to the person over the terminal.
///
/// It stays in our process group, since a background group may not read the terminal. Input and output go through pipes;
/// what it says on its error stream is passed on as it comes and kept.
struct ChildProgram {
    /// How a run ended.
    struct Result {
        /// The exit code; 128 and the number of a signal that ended it.
        let status: Int32
        let output: [UInt8]
        let errors: [UInt8]
    }

    let path: String
    let arguments: [String]
    let environment: [String: String]

    /// Runs it to its end; nil if it can't be started.
    ///
    /// - Parameter passOn: gets what appears on the error stream.
    func run(input: [UInt8], passOn: (ArraySlice<UInt8>) -> Void) -> Result? {
        guard let standardInput = Pipe(), let standardOutput = Pipe(), let standardError = Pipe() else { return nil }
        defer { for pipe in [standardInput, standardOutput, standardError] { pipe.closeBoth() } }
        guard let child = start(standardInput, standardOutput, standardError) else { return nil }
        standardInput.closeReading()
        standardOutput.closeWriting()
        standardError.closeWriting()
        var output: [UInt8] = []
        var errors: [UInt8] = []
        var rest = input[...]
        if rest.isEmpty { standardInput.closeWriting() }
        // A child that ends without reading all would end us with it.
        let former = signal(SIGPIPE, SIG_IGN)
        defer { signal(SIGPIPE, former) }
        while standardOutput.reading >= 0 || standardError.reading >= 0 {
            var waits = [
                pollfd(fd: standardOutput.reading, events: Int16(POLLIN), revents: 0),
                pollfd(fd: standardError.reading, events: Int16(POLLIN), revents: 0),
                pollfd(fd: standardInput.writing, events: Int16(POLLOUT), revents: 0),
            ]
            guard poll(&waits, nfds_t(waits.count), -1) >= 0 || errno == EINTR else { break }
            if waits[0].revents != 0 { standardOutput.read(into: &output) { _ in } }
            if waits[1].revents != 0 { standardError.read(into: &errors, passOn) }
            if waits[2].revents != 0 { standardInput.write(&rest) }
        }
        standardInput.closeWriting()
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
        return Result(status: code, output: output, errors: errors)
    }

    private func start(_ input: Pipe, _ output: Pipe, _ errors: Pipe) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input.reading, 0)
        posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
        posix_spawn_file_actions_adddup2(&actions, errors.writing, 2)
        let words = ([path] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        var child: pid_t = 0
        return posix_spawn(&child, path, &actions, nil, words, variables) == 0 ? child : nil
    }
}

/// A pipe whose ends close each once; all ends close on exec.
private final class Pipe {
    private(set) var reading: Int32
    private(set) var writing: Int32

    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        reading = ends[0]
        writing = ends[1]
    }

    func closeReading() {
        if reading >= 0 { close(reading) }
        reading = -1
    }

    func closeWriting() {
        if writing >= 0 { close(writing) }
        writing = -1
    }

    func closeBoth() {
        closeReading()
        closeWriting()
    }

    func read(into bytes: inout [UInt8], _ passOn: (ArraySlice<UInt8>) -> Void) {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = Glibc.read(reading, &buffer, buffer.count)
        guard count > 0 else {
            if count < 0, errno == EINTR || errno == EAGAIN { return }
            return closeReading()
        }
        // A signature has some hundred bytes; what goes on without end is cut.
        if bytes.count < 1 << 20 { bytes.append(contentsOf: buffer[..<count]) }
        passOn(buffer[..<count])
    }

    func write(_ rest: inout ArraySlice<UInt8>) {
        let count = rest.prefix(4_096).withUnsafeBytes { Glibc.write(writing, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR || errno == EAGAIN { return }
        guard count > 0 else { return closeWriting() }
        rest = rest.dropFirst(count)
        if rest.isEmpty { closeWriting() }
    }
}
