import FoundationEssentials
import Testing
import Wire
import WireMessages

@testable import AgentCore

@Suite
struct AgentSessionTests {
    private func opened() -> SessionBench {
        var bench = SessionBench()
        bench.greet()
        _ = bench.settle(ScriptedSpool([]))
        return bench
    }

    @Test
    func `the agent speaks first and is connected when the controller has answered`() {
        var bench = SessionBench()
        #expect(bench.flush().map(\.word) == ["hello"])
        #expect(!bench.isConnected)
        bench.greet()
        #expect(bench.isConnected)
    }

    @Test
    func `a delivery goes to the executor and its refusal comes back under the same number`() {
        var bench = opened()
        bench.controllerSendsDelivery(41)
        bench.answer(\.isDelivery) { _ in
            var refused = WireDeliveryRefused()
            refused.code = "checkpoint-behind"
            refused.status = SessionBench.status()
            return .refused(refused)
        }
        #expect(bench.flush().map(\.word) == ["refused 41 checkpoint-behind"])
    }

    @Test
    func `an order that was taken shows in the status that follows`() throws {
        var bench = opened()
        bench.controllerSendsDelivery(41)
        bench.answer(\.isDelivery) { _ in
            var taken = WireDeliveryTaken()
            taken.status = SessionBench.status(ledger: 9)
            return .taken(taken)
        }
        let messages = bench.flush()
        guard case .status(let status) = try #require(messages.first) else {
            Issue.record("no status but \(messages.map(\.word))")
            return
        }
        #expect(status.ledgerSize == 9)
    }

    @Test
    func `a fault of the executor's machine is answered, so that the order comes again`() {
        var bench = opened()
        bench.controllerSendsDelivery(3)
        bench.answer(\.isDelivery) { _ in .failure(WireFailure()) }
        var evidence = WireEvidence()
        evidence.id = 4
        bench.controller(.evidence(evidence))
        bench.answer({ if case .evidence = $0 { true } else { false } }, with: { _ in .failure(WireFailure()) })
        #expect(bench.flush().map(\.word) == ["refused 3 busy", "judged 4"])
    }

    @Test
    func `at most four questions are open at the executor`() {
        var bench = opened()
        bench.asked = bench.asked.filter { _ in false }
        for id in UInt64(1)...4 { bench.controllerSendsDelivery(id) }
        bench.tell(.spool(ScriptedSpool([1]).news(of: 1)))
        #expect(bench.asked.count <= 4)
        #expect(bench.end == nil)
    }

    @Test
    func `a controller that floods the executor is left`() {
        var bench = opened()
        for id in UInt64(1)...100 { bench.controllerSendsDelivery(id) }
        #expect(bench.asked.count { $0.request?.isDelivery == true } <= AgentLimits.relays)
        #expect(bench.end == .unexpectedMessage("further message to the executor"))
    }

    @Test
    func `a controller that makes us talk and does not listen is left`() {
        var bench = opened()
        for nonce in UInt64(0)..<1_000 {
            var ping = WirePing()
            ping.nonce = nonce
            bench.controller(.ping(ping))
        }
        #expect(bench.end == .slowPeer)
        #expect(bench.sent.count <= AgentLimits.outbound + 1)
    }

    @Test(arguments: [
        WireControllerMessage.OneOf_Message.delivery(WireDelivery()), .evidence(WireEvidence()),
        .receiptProof(WireReceiptProof()), .inventoryAnswer(WireInventoryAnswer()), .ping(WirePing()),
        .pong(WirePong()),
    ])
    func `nothing may come before the hello`(message: WireControllerMessage.OneOf_Message) {
        var bench = SessionBench()
        bench.controller(message)
        #expect(bench.end == .unexpectedMessage("message before the hello"))
        #expect(bench.asked.isEmpty)
    }

    @Test
    func `a second hello ends the session`() {
        var bench = opened()
        bench.greet()
        #expect(bench.end == .unexpectedMessage("hello"))
    }

    @Test(arguments: [0, 2, UInt32.max])
    func `a version that nobody offered ends the session`(version: UInt32) {
        var bench = SessionBench()
        bench.greet(version: version)
        #expect(bench.end == .version(version))
        #expect(!bench.isConnected)
    }

    @Test(arguments: [0, 1, UInt64.max])
    func `unsolicited proofs never reach the executor`(sequence: UInt64) {
        var bench = opened()
        bench.controllerSendsProof(sequence)
        bench.controllerSendsProof(sequence, problem: "blob-missing")
        bench.controllerSendsProof(sequence, problem: "\u{202E}")
        #expect(!bench.asked.contains { $0.request?.isReceiptProof == true })
        #expect(bench.flush().map(\.word) == ["status"])
        #expect(bench.end == nil)
    }

    @Test
    func `an oversized page or a chunk of another blob does no harm`() {
        var bench = SessionBench(spooled: 1)
        bench.greet()
        _ = bench.flush()
        bench.answer(\.isSpool) { _ in
            var page = WireSpoolPage()
            for sequence in [UInt64.max, 0, 5, 5] {
                var report = WireReceiptReport()
                report.sequence = sequence
                page.receipts.append(report)
            }
            var name = WireBlobName()
            name.sha256 = Data([1, 2, 3])
            name.sequence = 5
            page.blobs = Array(repeating: name, count: 1_000)
            return .spool(page)
        }
        #expect(bench.flush().map(\.word) == ["receipt 5", "receipt \(UInt64.max)"])
    }

    @Test
    func `an answer of another kind, or of another device, ends the session`() {
        var wrongKind = opened()
        wrongKind.controllerSendsDelivery(1)
        wrongKind.answer(\.isDelivery) { _ in .spool(WireSpoolPage()) }
        #expect(wrongKind.end == .executor("answer of another kind"))

        var otherDevice = opened()
        otherDevice.controllerSendsDelivery(1)
        otherDevice.answer(\.isDelivery) { _ in .refused(WireDeliveryRefused()) }
        #expect(otherDevice.end == .executor("another identity"))
    }

    @Test
    func `an answer that nobody waits for is passed over`() {
        var bench = opened()
        var message = WireExecutorMessage(.spool(WireSpoolPage()))
        message.id = 999
        bench.handle(.executor(message))
        #expect(bench.end == nil)
    }

    @Test
    func `output of a script is dropped under pressure, news of its state is not`() {
        var bench = opened()
        var output = WireRunProgress()
        output.output = Data([1])
        for _ in 0..<50 { bench.tell(.progress(output)) }
        #expect(bench.sent.count == AgentLimits.outboundBeforeDropping + 1)
        var ended = WireRunProgress()
        ended.state = .ended
        bench.tell(.progress(ended))
        #expect(bench.sent.count == AgentLimits.outboundBeforeDropping + 2)
    }

    @Test
    func `a ping goes out each half minute and two without answer are the end`() {
        var bench = opened()
        bench.pass(.seconds(29))
        #expect(bench.flush().isEmpty)
        bench.pass(.seconds(1))
        #expect(bench.flush().map(\.word) == ["ping"])
        bench.controller(.pong(WirePong()))
        bench.pass(.seconds(30))
        bench.pass(.seconds(30))
        #expect(bench.end == nil)
        bench.pass(.seconds(30))
        #expect(bench.end == .dead)
    }

    @Test
    func `a controller that never answers the hello is left`() {
        var bench = SessionBench()
        bench.pass(AgentLimits.helloWait)
        #expect(bench.end == .helloMissing)
    }

    @Test
    func `goodbye ends the session, and nothing follows`() {
        var bench = opened()
        bench.controller(.goodbye(WireGoodbye()))
        #expect(bench.end == .goodbye("no reason"))
        _ = bench.flush()
        bench.controllerSendsDelivery(1)
        bench.pass(.seconds(600))
        #expect(bench.sent.isEmpty && !bench.asked.contains { $0.request?.isDelivery == true })
    }

    @Test(arguments: ["retired", "device-unknown", "tenant-unknown", "protocol-version"])
    func `the reason of a goodbye is told with what helps`(reason: String) throws {
        var bench = SessionBench()
        var goodbye = WireGoodbye()
        goodbye.reason = reason
        bench.controller(.goodbye(goodbye))
        let end = try #require(bench.end)
        #expect(end == .goodbye(reason))
        #expect("\(end)".contains(reason) && !"\(end)".contains("connects again"))
    }

    @Test(arguments: ["\u{1B}[2J", "a b", String(repeating: "x", count: 10_000)])
    func `a goodbye's text is never repeated`(reason: String) {
        var bench = opened()
        var goodbye = WireGoodbye()
        goodbye.reason = reason
        bench.controller(.goodbye(goodbye))
        #expect(bench.end == .goodbye("no reason"))
    }

    @Test
    func `a device on hold still says what it holds and what it is`() {
        var bench = SessionBench(spooled: 1)
        var hello = WireControllerHello()
        hello.version = 1
        hello.onHold = true
        bench.controller(.hello(hello))
        #expect(bench.isConnected)
        #expect(bench.settle(ScriptedSpool([1])).map(\.word) == ["hello", "blob 0", "receipt 1"])
        #expect(bench.asked.contains { $0.request?.isFacts == true })
    }

    @Test
    func `a ping of the controller is answered`() {
        var bench = opened()
        var ping = WirePing()
        ping.nonce = 7
        bench.controller(.ping(ping))
        #expect(bench.flush().map(\.word) == ["pong 7"])
    }
}
