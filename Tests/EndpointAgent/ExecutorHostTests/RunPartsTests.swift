import Testing

@testable import ExecutorHost

@Suite struct RunPartsTests {
    @Test func `a secret cut between two reads is masked whole`() {
        var mask = SecretMask(secrets: [Array("secret".utf8), Array("secretary".utf8), Array("no".utf8)])
        var text: [UInt8] = []
        for piece in ["a sec", "ret and a secreta", "ry, no more sec"] { text += mask.push(Array(piece.utf8)[...]) }
        text += mask.finish()
        #expect(String(decoding: text, as: UTF8.self) == "a [masked] and a [masked], no more sec")
        #expect(mask.hasMasked)
    }

    @Test func `both streams share one limit`() {
        var collector = OutputCollector(limit: 5, secrets: [])
        #expect(collector.take([1, 2, 3], from: .output) == OutputChunk(stream: .output, offset: 0, bytes: [1, 2, 3]))
        #expect(collector.take([4, 5, 6], from: .error) == OutputChunk(stream: .error, offset: 0, bytes: [4, 5]))
        #expect(collector.take([7], from: .output) == nil)
        #expect(collector.captured(.output).bytes == 4)
        #expect(collector.captured(.error) == CapturedOutput(kept: [4, 5], bytes: 3))
    }

    @Test func `a run goes from limit to grace to kill to giving up`() {
        let start = SuspendingClock.now
        func after(_ seconds: Int) -> RunTimeline.Instant { start.advanced(by: .seconds(seconds)) }
        var timeline = RunTimeline(start: start, limit: .seconds(10), grace: .seconds(5), patience: .seconds(3))
        #expect(timeline.advance(to: after(9), isCancelled: false) == .wait)
        #expect(timeline.advance(to: after(10), isCancelled: false) == .terminate)
        #expect(timeline.advance(to: after(11), isCancelled: true) == .wait)
        #expect(timeline.scriptEnded(at: after(12)) == .wait)
        #expect(timeline.advance(to: after(15), isCancelled: true) == .kill)
        #expect(timeline.advance(to: after(17), isCancelled: true) == .wait)
        #expect(timeline.advance(to: after(18), isCancelled: true) == .abandon)
        #expect(timeline.stop == .timedOut)
    }

    @Test func `a script that has ended leaves no time to the rest`() {
        let start = SuspendingClock.now
        var timeline = RunTimeline(start: start, limit: .seconds(10), grace: .seconds(5), patience: .seconds(3))
        #expect(timeline.scriptEnded(at: start) == .kill)
        #expect(timeline.advance(to: start, isCancelled: true) == .wait)
        #expect(timeline.stop == nil)
    }

    @Test func `a run's record survives its own writing`() {
        let run = RunIdentity(
            operation: "019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d5e",
            bootID: "b",
            keeper: 42,
            keeperStart: .max,
            pidNamespace: 4_026_531_836,
            controlGroups: ["/sys/fs/cgroup/a b", "/c"],
            folders: ["/run/x"]
        )
        #expect(RunIdentity(encoded: run.encoded) == run)
    }

    @Test func `only the four interpreters can be named`() {
        #expect(ScriptInterpreter("/bin/sh")?.path == "/bin/sh")
        for path in ["/bin/dash", "sh", "", "/bin/sh -c", "/usr/bin/../bin/sh"] {
            #expect(ScriptInterpreter(path) == nil)
        }
    }
}
