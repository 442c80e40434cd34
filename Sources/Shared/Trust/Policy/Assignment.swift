/// Fills slots with distinct holders, each by a role that the holder has: as many slots as can be filled.
///
/// Counting role by role goes wrong where people hold several roles: of two people, one both technician and contact,
/// the other contact only, the first must not be spent as contact. So this is maximum bipartite matching, by
/// augmenting paths (Kuhn): a slot may take a holder from another slot that finds a different one.
package enum Assignment {
    /// The index of a holder for each slot, nil for slots that stay empty.
    ///
    /// A holder stands for one person. With eight slots and the 200 people of a root this makes at most 8 × 8 × 200
    /// comparisons.
    package static func fill<Role: Hashable>(slots: [Role], holders: [Set<Role>]) -> [Int?] {
        var holderOfSlot = [Int?](repeating: nil, count: slots.count)
        var slotOfHolder = [Int?](repeating: nil, count: holders.count)

        func place(_ slot: Int, _ tried: inout Set<Int>) -> Bool {
            for holder in holders.indices where holders[holder].contains(slots[slot]) {
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
            _ = place(slot, &tried)
        }
        return holderOfSlot
    }
}
