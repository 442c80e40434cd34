package import Model
package import TransparencyLog
package import Trust

/// What a tenant's log says of one device.
package struct LoggedDevice: Hashable, Sendable {
    package let enrolment: Logged<Enrolment>
    /// Rows of device statements that people admitted, by rising version.
    package private(set) var rows: [PlacedRow] = []
    /// Its receipts; the one with sequence n stands at n - 1.
    package private(set) var receipts: [PlacedReceipt] = []
    /// The newest inventory entry.
    package internal(set) var inventory: Logged<InventoryStatement>?

    /// A row with the index of its statement.
    package struct PlacedRow: Hashable, Sendable {
        package let row: DeviceRow
        package let index: UInt64
        /// The digest of the whole statement.
        package let sha256: Digest
    }

    /// A receipt's place and digest.
    package struct PlacedReceipt: Hashable, Sendable {
        package let operation: OperationID
        package let sha256: Digest
        package let index: UInt64
    }

    init(_ enrolment: Logged<Enrolment>) {
        self.enrolment = enrolment
    }

    package var id: DeviceID { enrolment.content.device }

    /// The row that counts now; nil for a device that nobody has admitted.
    package var current: PlacedRow? { rows.last }

    /// The row that counted for a log of a size: the highest version among the leaves below it.
    package func row(below size: UInt64) -> PlacedRow? {
        rows.last { $0.index < size }
    }

    /// State, name and groups now.
    package var standing: DeviceStanding? { current.map { DeviceStanding($0.row) } }

    /// Quarantined until people say otherwise.
    package var state: DeviceState { current?.row.state ?? .quarantined }

    package var lastSequence: UInt64 { UInt64(receipts.count) }

    /// The digest that the next receipt has to name.
    package var lastReceipt: Digest { receipts.last?.sha256 ?? Receipt.noPrevious }

    /// The receipt with a sequence.
    package func receipt(sequence: UInt64) -> PlacedReceipt? {
        guard sequence >= 1, sequence <= UInt64(receipts.count) else { return nil }
        return receipts[Int(sequence - 1)]
    }

    mutating func add(_ row: DeviceRow, index: UInt64, sha256: Digest) {
        rows.append(PlacedRow(row: row, index: index, sha256: sha256))
    }

    mutating func add(_ receipt: PlacedReceipt) {
        receipts.append(receipt)
    }
}
