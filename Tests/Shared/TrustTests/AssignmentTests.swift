import TestSupport
import Testing
import Trust

@Suite struct AssignmentTests {
    @Test func `somebody with both roles gives up the first for one who has only that`() {
        // Greedy counting spends the first person as technician and leaves contact empty.
        let filled = Assignment.fill(
            slots: ["technician", "contact"],
            holders: [["technician", "contact"], ["technician"]]
        )
        #expect(filled == [1, 0])
    }

    @Test func `a chain of three moves on to make room`() {
        let filled = Assignment.fill(slots: ["a", "b", "c"], holders: [["a", "b"], ["a", "c"], ["a"]])
        #expect(filled == [2, 0, 1])
    }

    @Test func `one person fills one slot`() {
        #expect(Assignment.fill(slots: ["a", "a"], holders: [["a", "b"]]) == [0, nil])
    }

    @Test func `as many slots are filled as can be`() {
        let filled = Assignment.fill(slots: ["a", "b", "b"], holders: [["a", "b"], ["b"]])
        #expect(filled.count { $0 != nil } == 2)
    }

    @Test func `nobody fills nothing`() {
        #expect(Assignment.fill(slots: ["a"], holders: []) == [nil])
        #expect(Assignment.fill(slots: [String](), holders: [["a"]]).isEmpty)
    }

    @Test(arguments: 0..<200) func `matching agrees with trying all orders`(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        let roles = ["a", "b", "c"]
        let slots = (0..<Int.random(in: 1...4, using: &random)).map { _ in roles.randomElement(using: &random) ?? "a" }
        let holders = (0..<Int.random(in: 0...4, using: &random)).map { _ in
            Set(roles.filter { _ in Bool.random(using: &random) })
        }
        let filled = Assignment.fill(slots: slots, holders: holders)
        #expect(filled.allSatisfy { $0 != nil } == Self.canFill(slots[...], Array(holders.indices), holders))
        let used = filled.compactMap { $0 }
        #expect(Set(used).count == used.count)
        #expect(zip(slots, filled).allSatisfy { slot, holder in holder.map { holders[$0].contains(slot) } ?? true })
    }

    private static func canFill(_ slots: ArraySlice<String>, _ free: [Int], _ holders: [Set<String>]) -> Bool {
        guard let slot = slots.first else { return true }
        return free.contains { holder in
            holders[holder].contains(slot) && canFill(slots.dropFirst(), free.filter { $0 != holder }, holders)
        }
    }
}
