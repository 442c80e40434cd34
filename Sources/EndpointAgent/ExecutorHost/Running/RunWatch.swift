internal import CLinux
internal import Glibc

/// Watches one run from go to end: reads its output, keeps its time, and sees that nothing is left.
struct RunWatch {
    private var collector: OutputCollector
    private var timeline: RunTimeline
    private var ending: ScriptEnding?
    private var usage = ScriptUsage()
    private var leftover = Leftover.unknown
    /// Whether the group held something when the script itself had ended: the kill may be faster than the keeper's look.
    private var groupHadOthers = false
    private var isEnded = false
    /// Whether the keeper said that it has no process left to hold.
    private(set) var hasFarewell = false
    /// Whether the kernel holds the number of processes in the keeper's namespace.
    private var isBounded = false

    private var outputs: [(stream: ScriptStream, descriptor: Int32)]
    private let group: ControlGroup?
    private let patience: Duration
    private let isRoot: Bool

    init(job: ScriptJob, configuration: ScriptRunner.Configuration, output: Int32, error: Int32, group: ControlGroup?) {
        collector = OutputCollector(limit: job.limits.outputBytes, secrets: job.secrets.map(\.value))
        timeline = RunTimeline(
            start: SuspendingClock.now,
            limit: job.limits.time,
            grace: configuration.grace,
            patience: configuration.patience
        )
        outputs = [(.output, output), (.error, error)]
        patience = configuration.patience
        isRoot = (job.profile.user?.uid ?? geteuid()) == 0
        self.group = group
    }

    /// Starts the script and returns when it and everything it started has ended.
    ///
    /// A cancel that came before the start: nothing of it runs.
    ///
    /// - Throws: ``SystemError`` if it could not be started for a reason of ours; then nothing of it has run.
    mutating func run(_ keeper: borrowing Keeper, stop: StopSignal, sink: (OutputChunk) -> Void) throws(SystemError) {
        var isStopped = false
        guard !stop.isStopped else {
            _ = timeline.advance(to: SuspendingClock.now, isCancelled: true)
            (ending, leftover) = (.notStarted, .none)
            return
        }
        guard keeper.tell(Int(CLINUX_RUN_GO)) else { throw SystemError("start the script's process", EPIPE) }
        while !isEnded {
            perform(timeline.advance(to: SuspendingClock.now, isCancelled: isStopped), keeper)
            if isEnded { break }
            var waits = [pollfd(fd: keeper.control, events: Int16(POLLIN), revents: 0)]
            waits.append(pollfd(fd: isStopped ? -1 : stop.descriptor, events: Int16(POLLIN), revents: 0))
            waits += outputs.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
            guard poll(&waits, nfds_t(waits.count), milliseconds(until: timeline.wakeAt)) > 0 else { continue }
            if waits[1].revents != 0 { isStopped = true }
            // Output first: what was written before the end is read before the end is heard.
            for wait in waits.dropFirst(2) where wait.revents != 0 { read(wait.fd, pieces: 1, sink) }
            if waits[0].revents != 0 { try listen(keeper) }
        }
        // A pipe can outlive the run in other hands, e.g. a service that was started: what is in it now is taken, no more.
        for output in outputs { read(output.descriptor, pieces: 32, sink) }
        for stream in [ScriptStream.output, .error] {
            if let chunk = collector.finish(stream) { sink(chunk) }
        }
        if let group, !group.end(patience: patience) { leftover = .unknown }
    }

    func result(hasNamespace: Bool) -> ScriptResult {
        ScriptResult(
            ending: ending ?? .lost,
            stop: timeline.stop,
            output: collector.captured(.output),
            error: collector.captured(.error),
            usage: usage,
            leftover: leftover,
            mechanism: group?.mechanism ?? (hasNamespace && isBounded ? .pidNamespace : isRoot ? .none : .rlimit)
        )
    }

    private mutating func perform(_ action: RunTimeline.Action, _ keeper: borrowing Keeper) {
        switch action {
        case .wait: break
        case .terminate:
            _ = keeper.tell(Int(CLINUX_RUN_TERMINATE))
            group?.signal(SIGTERM)
        case .kill:
            if ending != nil, let group { groupHadOthers = groupHadOthers || !group.isEmpty }
            _ = keeper.tell(Int(CLINUX_RUN_KILL))
            group?.signal(SIGKILL)
        case .abandon:
            kill(keeper.process, SIGKILL)
            isEnded = true
        }
    }

    /// Takes every word the keeper has sent.
    private mutating func listen(_ keeper: borrowing Keeper) throws(SystemError) {
        while true {
            let (word, isThere) = keeper.hear()
            guard isThere else {
                // Gone without a farewell. As the namespace's first process it took everything with it.
                if keeper.hasNamespace && !isEnded { leftover = .killed }
                isEnded = true
                return
            }
            guard let word else { return }
            try take(word, keeper)
        }
    }

    private mutating func take(_ word: clinux_run_word, _ keeper: borrowing Keeper) throws(SystemError) {
        switch Int(word.word) {
        case Int(CLINUX_RUN_BOUNDED):
            isBounded = true
        case Int(CLINUX_RUN_NOT_STARTED) where Int(word.detail) == Int(CLINUX_STEP_EXEC):
            // The shells' convention: 127 not found, 126 found but not to be run.
            ending = .exited(word.value == ENOENT || word.value == ENOTDIR ? 127 : 126)
        case Int(CLINUX_RUN_NOT_STARTED):
            throw SystemError("prepare the script's process (step \(word.detail))", word.value)
        case Int(CLINUX_RUN_EXITED):
            let signal = word.value & 0x7f
            if ending == nil { ending = signal == 0 ? .exited((word.value >> 8) & 0xff) : .signalled(signal) }
            perform(timeline.scriptEnded(at: SuspendingClock.now), keeper)
        case Int(CLINUX_RUN_ENDED):
            usage.cpuMilliseconds = word.cpu_microseconds / 1_000
            usage.maxRSSBytes = word.max_rss_bytes
            leftover = word.value == 0 && !groupHadOthers ? .none : .killed
            hasFarewell = true
            isEnded = true
        default: break
        }
    }

    /// Reads what is there, up to so many pieces of 64 KiB; a stream that has ended is not looked at again.
    private mutating func read(_ descriptor: Int32, pieces: Int, _ sink: (OutputChunk) -> Void) {
        guard let index = outputs.firstIndex(where: { $0.descriptor == descriptor }) else { return }
        let stream = outputs[index].stream
        var buffer = [UInt8](repeating: 0, count: 65_536)
        for _ in 0..<pieces {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == EAGAIN { return }
            guard count > 0 else {
                outputs.remove(at: index)
                return
            }
            if let chunk = collector.take(buffer[0..<count], from: stream) { sink(chunk) }
        }
    }

    private func milliseconds(until instant: RunTimeline.Instant) -> Int32 {
        let left = SuspendingClock.now.duration(to: instant).components
        guard left.seconds >= 0 && left.attoseconds >= 0 else { return 0 }
        // Rounded up, or the last millisecond would be spent spinning.
        return Int32(clamping: min(left.seconds, 86_400) * 1_000 + left.attoseconds / 1_000_000_000_000_000 + 1)
    }
}
