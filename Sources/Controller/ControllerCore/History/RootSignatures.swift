import Model

/// The armored signatures of a leaf, as they stand there: a root's are judged anew against two versions.
package enum RootSignatures {
    /// Empty for what is no entry.
    package static func armored(in leaf: [UInt8]) -> [String] {
        guard let value = try? StrictJSON(leaf, limit: StrictJSON.leafLimit).value,
            case .array(let signatures) = value["signatures"]
        else { return [] }
        return signatures.compactMap(\.stringValue)
    }
}
