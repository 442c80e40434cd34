/// What reading or writing records fails with.
package enum RecordStoreError: Error, Equatable, Sendable, CustomStringConvertible {
    case unreadable(table: String, column: String)
    case cannotOpen(path: String, cause: String)
    case cannotWrite(path: String, cause: String)
    case cannotRead(path: String, cause: String)

    package var description: String {
        switch self {
        case .unreadable(let table, let column):
            "column \(column) of table \(table) holds what was never written there; rebuild fleet.sqlite from the logs"
        case .cannotOpen(let path, let cause):
            "\(path) cannot be opened: \(cause); check the path and its owner"
        case .cannotWrite(let path, let cause):
            "\(path) cannot be written: \(cause); make room or make it writable, then try again"
        case .cannotRead(let path, let cause):
            "\(path) cannot be read: \(cause); check the disk, fleet.sqlite can be rebuilt from the logs"
        }
    }
}
