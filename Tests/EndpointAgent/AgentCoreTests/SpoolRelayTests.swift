import Testing
import Wire
import WireMessages

@testable import AgentCore

@Suite
struct SpoolRelayTests {
    @Test
    func `blobs go before the receipt that names them`() {
        var bench = SessionBench(spooled: 1)
        bench.greet()
        let words = bench.settle(ScriptedSpool([1], blobBytes: WireLimits.blobChunk * 2 + 1)).map(\.word)
        #expect(words == ["hello", "blob 0", "blob 262144", "blob 524288", "receipt 1"])
    }

    @Test
    func `a reconnected agent sends exactly what is unproven`() {
        var first = SessionBench(spooled: 3)
        first.greet()
        var spool = ScriptedSpool([4, 5, 6])
        #expect(
            first.settle(spool).map(\.word).filter { $0.hasPrefix("receipt") } == [
                "receipt 4", "receipt 5", "receipt 6",
            ]
        )
        first.controllerSendsProof(4)
        first.judgeProofs()
        spool.held.removeFirst()

        var second = SessionBench(spooled: 2)
        second.greet()
        #expect(second.settle(spool).map(\.word).filter { $0.hasPrefix("receipt") } == ["receipt 5", "receipt 6"])
    }

    @Test
    func `no more receipts are under way than the window holds`() {
        var bench = SessionBench(spooled: 6)
        bench.greet()
        let spool = ScriptedSpool([1, 2, 3, 4, 5, 6])
        #expect(bench.settle(spool).map(\.word).count { $0.hasPrefix("receipt") } == AgentLimits.receiptWindow)
        bench.controllerSendsProof(1)
        bench.judgeProofs()
        #expect(bench.settle(spool).map(\.word) == ["status", "blob 0", "receipt 5"])
    }

    @Test
    func `a proof goes to the executor and its status to the controller`() {
        var bench = SessionBench(spooled: 1)
        bench.greet()
        _ = bench.settle(ScriptedSpool([7]))
        bench.controllerSendsProof(7)
        #expect(bench.asked.contains { $0.request?.isReceiptProof == true })
        bench.judgeProofs()
        #expect(bench.flush().map(\.word) == ["status"])
    }

    @Test
    func `a proof that the executor refuses leaves the receipt unproven`() {
        var bench = SessionBench(spooled: 1)
        bench.greet()
        _ = bench.settle(ScriptedSpool([7]))
        for _ in 0..<2 {
            bench.controllerSendsProof(7)
            let wasAsked = bench.answer(\.isReceiptProof) { _ in
                var judged = WireReceiptProofJudged()
                judged.sequence = 7
                judged.code = "inclusion"
                judged.status = SessionBench.status(spooled: 1)
                return .receiptJudged(judged)
            }
            #expect(wasAsked)
        }
    }

    @Test
    func `a missing blob is sent again, but not for ever`() {
        var bench = SessionBench(spooled: 1)
        bench.greet()
        let spool = ScriptedSpool([1])
        _ = bench.settle(spool)
        var repeats = 0
        for _ in 0..<20 {
            bench.controllerSendsProof(1, problem: "blob-missing")
            if bench.settle(spool).map(\.word) == ["blob 0", "receipt 1"] { repeats += 1 }
        }
        #expect(repeats == AgentLimits.receiptAttempts - 1)
    }

    @Test
    func `a log that takes nothing is asked again after a pause`() {
        var bench = SessionBench(spooled: 1)
        bench.greet()
        let spool = ScriptedSpool([1])
        _ = bench.settle(spool)
        bench.controllerSendsProof(1, problem: "log")
        #expect(bench.settle(spool).isEmpty)
        bench.pass(AgentLimits.receiptPause)
        #expect(bench.settle(spool).map(\.word) == ["blob 0", "receipt 1"])
    }

    @Test(arguments: ["log", "chain"])
    func `a log that is full for hours gets its receipts when it has room again`(problem: String) {
        var bench = SessionBench(spooled: 1)
        bench.greet()
        let spool = ScriptedSpool([1])
        _ = bench.settle(spool)
        var attempts = 1
        for _ in 0..<3 * 60 * 12 {
            bench.controllerSendsProof(1, problem: problem)
            bench.controller(.pong(WirePong()))
            bench.pass(.seconds(5))
            if bench.settle(spool).contains(where: { $0.word == "receipt 1" }) { attempts += 1 }
        }
        #expect((30...50).contains(attempts))
        bench.controllerSendsProof(1)
        bench.judgeProofs()
        #expect(bench.end == nil)
        #expect(bench.flush().map(\.word).last == "status")
    }

    @Test
    func `receipts that wait for the log stay in the executor's spool, not in the agent`() {
        var bench = SessionBench(spooled: 3)
        bench.greet()
        let spool = ScriptedSpool(Array(1...1_000))
        var sent = bench.settle(spool).count { $0.word.hasPrefix("receipt") }
        for sequence in UInt64(1)...1_000 {
            bench.controllerSendsProof(sequence, problem: "log")
            sent += bench.settle(spool).count { $0.word.hasPrefix("receipt") }
        }
        #expect(sent == AgentLimits.receiptWindow)
    }

    @Test
    func `a new receipt is fetched with its blobs`() {
        var bench = SessionBench()
        bench.greet()
        var spool = ScriptedSpool([])
        _ = bench.settle(spool)
        spool = ScriptedSpool([1])
        bench.tell(.receipt(WireReceiptReport()))
        #expect(bench.settle(spool).map(\.word) == ["blob 0", "receipt 1"])
    }

    @Test
    func `a receipt that is announced while a page is on its way is not overlooked`() {
        var bench = SessionBench()
        bench.greet()
        bench.tell(.receipt(WireReceiptReport()))
        bench.answer(\.isSpool) { _ in .spool(WireSpoolPage()) }
        #expect(bench.asked.contains { $0.request?.isSpool == true })
    }

    @Test
    func `a blob that the spool lost does not hold up the receipt`() {
        var bench = SessionBench(spooled: 1)
        bench.greet()
        _ = bench.flush()
        let spool = ScriptedSpool([1])
        bench.answer(\.isSpool) { spool.answer($0) }
        bench.answer(\.isBlob) { _ in .failure(WireFailure()) }
        #expect(bench.flush().map(\.word) == ["receipt 1"])
    }

    @Test
    func `a slow controller is not sent more blobs than have room`() {
        var bench = SessionBench(spooled: 1)
        bench.greet()
        bench.serve(ScriptedSpool([1], blobBytes: WireLimits.blobChunk * 20))
        #expect(bench.sent.count == AgentLimits.outboundBeforeWaiting + 1)
        #expect(bench.settle(ScriptedSpool([1], blobBytes: WireLimits.blobChunk * 20)).last?.word == "receipt 1")
    }
}
