import Model
import Testing
import Trust

@Suite struct RefusalCodeTests {
    @Test func `codes that make a refused receipt are those that a receipt may carry`() {
        let refused = RefusalCode.allCases.filter { $0.consequence == .refusedReceipt }.map(\.rawValue)
        #expect(Set(refused) == Set(FinalCode.allCases.map(\.rawValue)))
    }

    @Test func `expired and cancelled orders have outcomes of their own`() {
        #expect(RefusalCode.expired.consequence == .expiredReceipt)
        #expect(RefusalCode.cancelled.consequence == .cancelledReceipt)
    }

    @Test(arguments: [RefusalCode.inclusion, .digest, .secret, .replay, .ruleUnmet, .quarantined, .stale, .spoolFull])
    func `faults of a delivery and passing states burn no id`(code: RefusalCode) {
        #expect(!code.makesReceipt)
    }
}
