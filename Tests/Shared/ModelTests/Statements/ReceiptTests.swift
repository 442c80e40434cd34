import Model
import TestSupport
import Testing
import TransparencyLog

@Suite struct ReceiptTests {
    private let fixtures = StatementFixtures()

    private func refused(_ passages: [(String, String)]) -> Refusal? {
        let receipt = fixtures.receipt(for: fixtures.operation()).rendered()
        let text = passages.reduce(receipt) { edited($0, $1.0, $1.1) }
        return refusal { () throws(Refusal) in _ = try Statement.parse(text) }
    }

    private let admitted = (#""admitted":"2026-11-24T21:00:10Z","#, "")
    private let started = (#""started":"2026-11-24T21:00:10Z","#, "")
    private let ended = (#""ended":"2026-11-24T21:00:12Z","#, "")
    private let rule = (#""rule":"two-people","#, "")

    private func outcome(_ word: String, _ members: String = "") -> (String, String) {
        (#""outcome":"succeeded","exit":0,"#, "\"outcome\":\"\(word)\",\(members)")
    }

    @Test func `each outcome has its own members`() {
        #expect(refused([]) == nil)
        #expect(refused([outcome("failed", #""exit":3,"#)]) == nil)
        #expect(refused([outcome("signalled", #""signal":9,"#)]) == nil)
        #expect(refused([outcome("timed-out")]) == nil)
        #expect(refused([outcome("refused", #""code":"rule-none","#), admitted, started, ended, rule]) == nil)
        #expect(refused([outcome("expired"), admitted, started, ended, rule]) == nil)
        #expect(refused([outcome("cancelled"), admitted, started, ended, rule]) == nil)
        #expect(refused([outcome("interrupted"), ended]) == nil)
    }

    @Test func `a member that belongs to another outcome is refused`() {
        #expect(refused([outcome("succeeded", #""exit":1,"#)]) == Refusal(.outcome, "exit"))
        #expect(refused([outcome("failed", #""exit":0,"#)]) == Refusal(.outcome, "exit"))
        #expect(refused([outcome("failed")]) == Refusal(.outcome, "exit"))
        #expect(refused([outcome("timed-out", #""signal":9,"#)]) == Refusal(.outcome, "signal"))
        #expect(refused([outcome("refused"), admitted, started, ended]) == Refusal(.outcome, "code"))
        #expect(refused([outcome("refused", #""code":"limit","#)]) == Refusal(.outcome, "admitted"))
        #expect(refused([outcome("expired"), admitted, started]) == Refusal(.outcome, "ended"))
        #expect(refused([outcome("interrupted")]) == Refusal(.outcome, "ended"))
        #expect(refused([outcome("interrupted"), admitted, ended]) == Refusal(.missingMember, "admitted"))
        #expect(refused([started]) == Refusal(.missingMember, "started"))
        #expect(refused([rule]) == Refusal(.missingMember, "rule"))
        #expect(refused([outcome("cancelled"), admitted]) == Refusal(.missingMember, "admitted"))
    }

    @Test(arguments: ["expired", "digest", "busy", "unknown"])
    func `a transient code makes no receipt`(code: String) {
        let found = refused([outcome("refused", "\"code\":\"\(code)\","), admitted, started, ended])
        #expect(found == Refusal(.notListed, "code"))
    }

    @Test func `only the first receipt has no predecessor`() {
        let zeros = Receipt.noPrevious.hex
        #expect(refused([(zeros, fixtures.digest("x").hex)]) == Refusal(.chain, "previous"))
        #expect(refused([(#""sequence":1,"#, #""sequence":2,"#)]) == Refusal(.chain, "previous"))
        #expect(refused([(#""sequence":1,"#, #""sequence":2,"#), (zeros, fixtures.digest("x").hex)]) == nil)
    }

    @Test func `the checkpoint is a whole signed note`() {
        #expect(refused([(#"\n\n—"#, #"\n—"#)]) == Refusal(.checkpoint, "checkpoint"))
    }

    @Test func `kept bytes and the mark of truncation agree`() {
        #expect(refused([(#""keptBytes":9,"truncated":false"#, #""keptBytes":8,"truncated":true"#)]) == nil)
        let member = Refusal(.range, "stdout.keptBytes")
        #expect(refused([(#""truncated":false"#, #""truncated":true"#)]) == member)
        #expect(refused([(#""keptBytes":9"#, #""keptBytes":8"#)]) == member)
        #expect(refused([(#""keptBytes":9"#, #""keptBytes":10"#)]) == member)
    }
}
