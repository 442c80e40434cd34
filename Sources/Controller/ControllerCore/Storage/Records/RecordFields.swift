import Model
import TransparencyLog

/// The named values of a row, with typed access.
package struct RecordFields: Sendable {
    /// The table, for messages.
    package let table: String
    /// The values by column.
    package private(set) var values: [String: RecordValue]

    package init(table: String, values: [String: RecordValue] = [:]) {
        self.table = table
        self.values = values
    }

    /// The value of a column; absent ones are null.
    package subscript(name: String) -> RecordValue { values[name] ?? .null }

    mutating func set(_ name: String, _ value: UInt64?) { values[name] = value.map { .integer($0) } ?? .null }
    mutating func set(_ name: String, _ value: String?) { values[name] = value.map { .text($0) } ?? .null }
    mutating func set(_ name: String, _ value: Bool) { values[name] = .integer(value ? 1 : 0) }
    mutating func set(_ name: String, _ value: Digest?) { set(name, value?.hex) }
    mutating func set(_ name: String, _ value: Timestamp?) { set(name, value?.text) }
    mutating func set<Identifier: TextIdentifier>(_ name: String, _ value: Identifier?) { set(name, value?.text) }
    mutating func set<Word: RawRepresentable<String>>(_ name: String, _ value: Word?) { set(name, value?.rawValue) }

    /// A list of texts that hold no space, such as names of groups.
    mutating func set(_ name: String, list: [String]?) { set(name, list?.joined(separator: " ")) }

    func integer(_ name: String) throws(RecordStoreError) -> UInt64 { try present(name, optionalInteger(name)) }
    func text(_ name: String) throws(RecordStoreError) -> String { try present(name, optionalText(name)) }
    func flag(_ name: String) throws(RecordStoreError) -> Bool { try integer(name) != 0 }
    func digest(_ name: String) throws(RecordStoreError) -> Digest { try present(name, optionalDigest(name)) }
    func time(_ name: String) throws(RecordStoreError) -> Timestamp { try present(name, optionalTime(name)) }
    func list(_ name: String) throws(RecordStoreError) -> [String] { try present(name, optionalList(name)) }

    func identifier<Identifier: TextIdentifier>(_ name: String) throws(RecordStoreError) -> Identifier {
        try present(name, optionalIdentifier(name))
    }

    func word<Word: RawRepresentable<String>>(_ name: String) throws(RecordStoreError) -> Word {
        try present(name, optionalWord(name))
    }

    func optionalInteger(_ name: String) throws(RecordStoreError) -> UInt64? {
        switch self[name] {
        case .integer(let value): value
        case .null: nil
        case .text: throw fault(name)
        }
    }

    func optionalText(_ name: String) throws(RecordStoreError) -> String? {
        switch self[name] {
        case .text(let value): value
        case .null: nil
        case .integer: throw fault(name)
        }
    }

    func optionalDigest(_ name: String) throws(RecordStoreError) -> Digest? { try convert(name) { Digest(hex: $0) } }
    func optionalTime(_ name: String) throws(RecordStoreError) -> Timestamp? { try convert(name) { Timestamp($0) } }

    func optionalList(_ name: String) throws(RecordStoreError) -> [String]? {
        try optionalText(name).map { $0.split(separator: " ").map(String.init) }
    }

    func optionalIdentifier<Identifier: TextIdentifier>(_ name: String) throws(RecordStoreError) -> Identifier? {
        try convert(name) { Identifier($0) }
    }

    func optionalWord<Word: RawRepresentable<String>>(_ name: String) throws(RecordStoreError) -> Word? {
        try convert(name) { Word(rawValue: $0) }
    }

    func identifiers<Identifier: TextIdentifier>(_ name: String) throws(RecordStoreError) -> [Identifier] {
        let texts = try list(name)
        let identifiers = texts.compactMap { Identifier($0) }
        guard identifiers.count == texts.count else { throw fault(name) }
        return identifiers
    }

    private func convert<Value>(_ name: String, _ make: (String) -> Value?) throws(RecordStoreError) -> Value? {
        guard let text = try optionalText(name) else { return nil }
        return try present(name, make(text))
    }

    private func present<Value>(_ name: String, _ value: Value?) throws(RecordStoreError) -> Value {
        guard let value else { throw fault(name) }
        return value
    }

    private func fault(_ name: String) -> RecordStoreError { .unreadable(table: table, column: name) }
}
