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

    /// A session whose executor has written seven receipts, all proven.
    private func quiet() -> SessionBench {
        var bench = SessionBench(last: 7)
        bench.greet()
        _ = bench.settle(ScriptedSpool([]))
        return bench
    }

    @Test
    func `a new receipt goes at once with what its news brought`() {
        var bench = quiet()
        bench.tell(.spool(ScriptedSpool([8]).news(of: 8)))
        #expect(!bench.asked.contains { $0.request?.isSpool == true || $0.request?.isBlob == true })
        #expect(bench.flush().map(\.word) == ["blob 0", "receipt 8"])
        bench.tell(.spool(ScriptedSpool([8, 9]).news(of: 9)))
        #expect(bench.flush().map(\.word) == ["blob 0", "receipt 9"])
    }

    @Test
    func `a blob too large for the news is fetched`() {
        var bench = quiet()
        let spool = ScriptedSpool([8], blobBytes: WireLimits.announcedBlob + 1)
        bench.tell(.spool(spool.news(of: 8)))
        #expect(bench.asked.contains { $0.request?.isBlob == true })
        #expect(bench.settle(spool).map(\.word) == ["blob 0", "receipt 8"])
    }

    @Test
    func `a blob that is not whole in the news is fetched`() {
        var bench = quiet()
        let spool = ScriptedSpool([8])
        var news = spool.news(of: 8)
        news.contents[0].content.removeLast()
        bench.tell(.spool(news))
        #expect(bench.settle(spool).map(\.word) == ["blob 0", "receipt 8"])
        bench.tell(.spool(ScriptedSpool([9]).news(of: 9)))
        #expect(bench.flush().map(\.word) == ["blob 0", "receipt 9"])
    }

    @Test
    func `a blob of the news that the controller lost is fetched for the second attempt`() {
        var bench = quiet()
        let spool = ScriptedSpool([8])
        bench.tell(.spool(spool.news(of: 8)))
        _ = bench.flush()
        bench.controllerSendsProof(8, problem: "blob-missing")
        #expect(bench.asked.contains { $0.request?.isBlob == true })
        #expect(bench.settle(spool).map(\.word) == ["blob 0", "receipt 8"])
    }

    @Test
    func `news that got lost is made up for from the spool, in order`() {
        var bench = quiet()
        let spool = ScriptedSpool([8, 9])
        bench.tell(.spool(spool.news(of: 9)))
        #expect(bench.settle(spool).map(\.word) == ["blob 0", "receipt 8", "blob 0", "receipt 9"])
    }

    @Test
    func `news of a receipt that is listed already changes nothing`() {
        var bench = quiet()
        let spool = ScriptedSpool([8])
        bench.tell(.spool(spool.news(of: 8)))
        _ = bench.flush()
        bench.tell(.spool(spool.news(of: 8)))
        #expect(bench.settle(spool).isEmpty)
        #expect(!bench.asked.contains { $0.request?.isSpool == true })
    }

    @Test
    func `news beyond the window stays in the spool`() {
        var bench = quiet()
        let spool = ScriptedSpool(Array(8...20))
        for sequence in UInt64(8)...20 { bench.tell(.spool(spool.news(of: sequence))) }
        var receipts = bench.settle(spool).map(\.word).filter { $0.hasPrefix("receipt") }
        #expect(receipts.count == AgentLimits.receiptWindow)
        for sequence in UInt64(8)...20 {
            bench.controllerSendsProof(sequence)
            bench.judgeProofs()
            receipts += bench.settle(spool).map(\.word).filter { $0.hasPrefix("receipt") }
        }
        #expect(receipts == (8...20).map { "receipt \($0)" })
    }

    @Test
    func `a receipt that is announced while a page is on its way is not overlooked`() {
        var bench = SessionBench()
        bench.greet()
        bench.tell(.spool(ScriptedSpool([1]).news(of: 1)))
        bench.answer(\.isSpool) { _ in .spool(WireSpoolPage()) }
        #expect(bench.asked.contains { $0.request?.isSpool == true })
    }

    @Test
    func `a sequence at the end of numbers is no trap`() {
        var bench = SessionBench(last: .max)
        bench.greet()
        _ = bench.settle(ScriptedSpool([]))
        bench.tell(.spool(ScriptedSpool([.max]).news(of: .max)))
        #expect(bench.end == nil)
        #expect(bench.flush().isEmpty)
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
