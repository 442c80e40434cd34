import InventoryReport
import Testing
import TransparencyLog

@Suite struct ReportDeltaTests {
    private let old = SampleReport.report(["cpu": .integer(4), "os": .string("a"), "raid": .array([])])
    private let new = SampleReport.report(["cpu": .integer(4), "os": .string("b"), "disks": .null], at: 9)

    private func parsed(_ delta: ReportDelta) throws -> ReportDelta {
        try ReportDelta.parse(delta.rendered())
    }

    @Test func `a delta holds what changed and names what is gone`() throws {
        let delta = try parsed(.make(from: old.hashes, to: new, sequence: 2))
        #expect(Set(delta.sections.keys) == ["os", "disks"])
        #expect(delta.removed == ["raid"])
        #expect(delta.baseHash == old.hashes.combined)
        #expect(!delta.isFull)
        #expect(delta == .make(from: old.hashes, to: new, sequence: 2))
    }

    @Test func `a later time stamp alone is no change`() {
        let later = SampleReport.report(["cpu": .integer(4), "os": .string("a"), "raid": .array([])], at: 99)
        #expect(ReportDelta.make(from: old.hashes, to: later, sequence: 2).isUnchanged)
    }

    @Test func `a section hash is the digest of the body without its time`() {
        let text = #"{"errors":[{"at":"/sys/x","code":"EIO"}],"facts":4,"privilege":"user","source":"test"}"#
        #expect(SampleReport.section(.integer(4)).sha256 == Digest(sha256Of: Array(text.utf8)))
    }

    @Test func `full report and deltas lead the state to the device's`() throws {
        var state = ReportState()
        #expect(
            state.apply(try parsed(.make(from: nil, to: old, sequence: 1)))
                == .applied(changed: ["cpu", "os", "raid"], removed: [])
        )
        #expect(
            state.apply(try parsed(.make(from: old.hashes, to: new, sequence: 2)))
                == .applied(changed: ["disks", "os"], removed: ["raid"])
        )
        #expect(state.hashes == new.hashes)
        #expect(state.report.metrics == new.metrics)
        #expect(state.report.facts("os") == .string("b"))
    }

    @Test func `a delta upon another state asks for a full report and changes nothing`() throws {
        var state = ReportState()
        let delta = ReportDelta.make(from: old.hashes, to: new, sequence: 5)
        #expect(state.apply(delta) == .needFull(.baseMismatch))
        #expect(state == ReportState())
        _ = state.apply(.make(from: nil, to: new, sequence: 1))
        let before = state
        #expect(state.apply(delta) == .needFull(.baseMismatch))
        #expect(state == before)
    }

    @Test func `a report whose number does not rise is a replay`() {
        var state = ReportState()
        _ = state.apply(.make(from: nil, to: old, sequence: 7))
        #expect(state.apply(.make(from: nil, to: new, sequence: 7)) == .replayed(last: 7))
        #expect(state.apply(.make(from: old.hashes, to: new, sequence: 6)) == .replayed(last: 7))
        #expect(state.hashes == old.hashes)
    }

    @Test func `sections that do not add up to the combined hash are not applied`() throws {
        var state = ReportState()
        _ = state.apply(.make(from: nil, to: old, sequence: 1))
        let text = String(decoding: ReportDelta.make(from: old.hashes, to: new, sequence: 2).rendered(), as: UTF8.self)
        let forged = try ReportDelta.parse(Array(text.replacing(new.hashes.combined.hex, with: Digest.zero.hex).utf8))
        #expect(state.apply(forged) == .needFull(.combinedMismatch))
        #expect(state.hashes == old.hashes)
    }

    @Test func `a changed body is refused`() {
        let text = String(decoding: ReportDelta.make(from: nil, to: old, sequence: 1).rendered(), as: UTF8.self)
        let forged = Array(text.replacing(#""facts":4"#, with: #""facts":5"#).utf8)
        #expect(throws: ReportError.sectionHash("cpu")) { try ReportDelta.parse(forged) }
    }

    @Test(arguments: [
        (#""seq":1"#, #""seq":-1"#, ReportError.member("seq")),
        (#""full":true"#, #""full":false"#, .member("full")),
        ("inventory-report/v1", "inventory-report/v2", .schema("inventory-report/v2")),
        (#""boot_id":"boot""#, #""boot_id":7"#, .member("boot_id")),
        (#""removed":[]"#, #""removed":["x"]"#, .member("removed")),
        (#""removed":[]"#, #""removed":["b","a"]"#, .member("removed")),
        (#""removed":[]"#, #""removed":["cpu"]"#, .member("removed")),
        (#","seq":1}"#, #","seq":1,"zz":1}"#, .member("report")),
        (#""privilege":"user""#, #""privilege":"king""#, .member("metrics")),
    ])
    func `a malformed header is refused`(from: String, to: String, error: ReportError) {
        let text = String(decoding: ReportDelta.make(from: nil, to: old, sequence: 1).rendered(), as: UTF8.self)
        #expect(text.contains(from))
        let forged = text.replacing(from, with: to, maxReplacements: 1)
        #expect {
            try ReportDelta.parse(Array(forged.utf8))
        } throws: { thrown in
            guard let thrown = thrown as? ReportError else { return false }
            // Which section is looked at first is open.
            if case .member = thrown, case .member("metrics") = error { return true }
            return thrown == error
        }
    }

    @Test func `a state survives storage`() throws {
        var state = ReportState()
        #expect(state.rendered() == nil)
        _ = state.apply(.make(from: nil, to: old, sequence: 3))
        let stored = try #require(state.rendered())
        #expect(ReportState(restoring: try ReportDelta.parse(stored)) == state)
        #expect(ReportState(restoring: .make(from: old.hashes, to: new, sequence: 4)) == nil)
    }

    @Test func `hashes survive storage`() throws {
        #expect(try SectionHashes.parse(old.hashes.rendered()) == old.hashes)
        #expect(throws: ReportError.member("cpu")) { try SectionHashes.parse(Array(#"{"cpu":"00"}"#.utf8)) }
    }

    @Test func `cutting the blob anywhere is refused`() {
        let blob = ReportDelta.make(from: nil, to: old, sequence: 1).rendered()
        for end in 0..<blob.count {
            #expect(throws: ReportError.self) { try ReportDelta.parse(Array(blob[..<end])) }
        }
    }
}
