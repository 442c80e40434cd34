import TestSupport

/// Random changes of bytes, the same in each run.
struct Mutation {
    private var random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    mutating func below(_ bound: Int) -> Int {
        bound > 0 ? Int(random.next() % UInt64(bound)) : 0
    }

    /// One to three changes: flipped bits, other bytes, cuts, repeats, insertions, and numbers at their ends.
    mutating func bend(_ bytes: [UInt8]) -> [UInt8] {
        var bent = bytes
        for _ in 0...below(3) {
            let place = below(bent.count)
            let length = min(1 + below(40), bent.count - place)
            guard length > 0 else { continue }
            switch below(7) {
            case 0: bent[place] ^= UInt8(1 << below(8))
            case 1: bent[place] = UInt8(truncatingIfNeeded: random.next())
            case 2: bent.removeSubrange(place..<place + length)
            case 3: bent.insert(contentsOf: bent[place..<place + length], at: place)
            case 4: bent.insert(contentsOf: random.bytes(length), at: place)
            case 5: bent.replaceSubrange(place..<place + length, with: [UInt8](repeating: 0xFF, count: min(length, 10)))
            default: bent.removeLast(length)
            }
        }
        return bent
    }
}
