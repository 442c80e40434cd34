/// One witness's signature line under the checkpoint of a size.
package struct StoredCosignature: Hashable, Sendable {
    /// The tree's size.
    package let size: UInt64
    /// The witness's key name.
    package let witness: String
    /// Unix seconds that the witness signed.
    package let time: UInt64
    /// The signature line, newline included.
    package let line: String

    package init(size: UInt64, witness: String, time: UInt64, line: String) {
        self.size = size
        self.witness = witness
        self.time = time
        self.line = line
    }
}
