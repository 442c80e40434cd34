import TransparencyLog

/// Entries and known answers; the hashes were computed with another implementation of RFC 6962 (Python, hashlib).
enum Fixtures {
    static func entry(_ index: UInt64) -> [UInt8] { Array("entry-\(index)".utf8) }

    static func tree(size: UInt64) -> MerkleTree {
        MerkleTree(leaves: (0..<size).map(entry))
    }

    static let roots: [(size: UInt64, hex: String)] = [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "40766b2033429026f53d54502679a839706b4741f8dcaf3a8bba5f41b5ffe075"),
        (2, "2f27a5082c1d42afa488ac350a9fc4390c084f54f71ecdff859e98db8429b479"),
        (3, "a64bf26e09128f6fe2fe6f8b2d8c801e166b57c047a7cd9b2b809e7a96a2f1cb"),
        (4, "256b9e8825e5d370a4ae005d0901ea291977e2927f5cf8e3e72660dd09519edb"),
        (5, "1aa68d3074905a581f84cbbd0f753794904fd80451bc4c13e69d9a53bc59502c"),
        (6, "08783a523d260480de2ccf0976d7411ed8adaf06f75d5a5de2254c58f968eca9"),
        (7, "9139601cc1ca8ab2a7a0c2c134c04845f2b1ba549a83d6c845cfcda439cc585d"),
        (8, "dfcc13b9b0ca932c68de3d59eaaa8fe266a9c8091c0300e8405ebfeb0d0e5832"),
        (9, "12f4efa8ca23286c700af22893801cff9e72c58ed63a7316c30a87cf17bd5126"),
        (13, "96a5a87ed7ac60e0c1b3dbd8d68227ee37e2971a9269db7e93a2a02ced3f7160"),
        (64, "6d30effa1be7a8c2de3407a725631c5abfcedab3bf054c38dadff2fa9915a686"),
        (100, "50e444b2aeb035c62271e446e201c586272d50988b64e6f862cafec8ef91c066"),
        (255, "45da9f374748e17a372f71c00422b12e2bf96842f1f61c5740fe494e4becff0f"),
        (256, "f85f4ead34080710b4d1e808301543aaab81aa04deb88599350dc26a4f2f58de"),
        (257, "918b1cec64f317c76e3cf55c0536841c039eff06772ebb8828ce7c176028b5ac"),
        (300, "aebb027d5c3dd08871ee52577a61fc83122d0d14352791943639bd4c12d36943"),
    ]

    static let origin = "log.test/ops"
    /// The Ed25519 keys with the seeds 00…1f (log) and 20…3f (witness).
    static let logKeyText = "log.test/ops+bac80767+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
    static let witnessKeyText = "witness.test+c4386e8d+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X"
    static let logSeed = Array<UInt8>(0..<32)
    static let witnessSeed = Array<UInt8>(32..<64)

    /// The checkpoint of the tree of size 7.
    static let checkpointText = "log.test/ops\n7\nkTlgHMHKirKnoMLBNMBIRfKxulSag9bIRc/NpDnMWF0=\n"
    static let logLine =
        "— log.test/ops usgHZ0lv29oI2K3Cju8e4hklG/p4OsWtHozYmtTZnQUWeR9BI4ebBcgPVVendngEF+IUrso5+tBE9DIT7+PxB3kR9w4=\n"
    /// Made at the Unix time 1700000000.
    static let witnessLine =
        "— witness.test "
        + "xDhujQAAAABlU/EAnC23szl8sVCsukRT6aTtM6uLpukeUMuVbQgOcsZbbh05Jmex4CBkQaeQFHLRKLkIpv/B5UV3YYj8ddUo+gHBDQ==\n"
    static let note = checkpointText + "\n" + logLine + witnessLine
}

/// A random source with a fixed seed (SplitMix64), so that a failing case can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// Runs a throwing body and returns the error's word; nil when nothing is thrown.
func code(_ body: () throws(NoteError) -> some Any) -> String? {
    do throws(NoteError) {
        _ = try body()
        return nil
    } catch {
        return error.code
    }
}
