/// Whether distinct holders can fill all slots, each by a role that the holder has.
///
/// Counting role by role goes wrong where people hold several roles: of two people, one both technician and contact,
/// the other contact only, the first must not be spent as contact. So this is maximum bipartite matching, by
/// augmenting paths (Kuhn): a slot may take a holder from another slot that finds a different one.
package enum Assignment {
    /// Fills slots in order; the result holds a holder's index for each slot, or is nil where they can't all be filled.
    ///
    /// A slot or a holder stands for one person; `holders` beyond the first 256 are not considered. With eight slots
    /// this makes at most 8 × 8 × 256 comparisons.
    package static func match<Role: Hashable>(slots: [Role], holders: [Set<Role>]) -> [Int]? {
        let candidates = holders.prefix(256)
        guard slots.count <= candidates.count else { return nil }
        var holderOfSlot = [Int?](repeating: nil, count: slots.count)
        var slotOfHolder = [Int?](repeating: nil, count: candidates.count)

        func place(_ slot: Int, _ tried: inout Set<Int>) -> Bool {
            for holder in candidates.indices where candidates[holder].contains(slots[slot]) {
                guard tried.insert(holder).inserted else { continue }
                if let taken = slotOfHolder[holder], !place(taken, &tried) { continue }
                slotOfHolder[holder] = slot
                holderOfSlot[slot] = holder
                return true
            }
            return false
        }

        for slot in slots.indices {
            var tried: Set<Int> = []
            guard place(slot, &tried) else { return nil }
        }
        return holderOfSlot.compactMap { $0 }
    }
}
