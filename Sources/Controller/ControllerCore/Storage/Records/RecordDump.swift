/// How a row is written out to be compared.
package enum RecordDump {
    package static func line(table: String, values: [String: RecordValue]) -> String {
        let fields = values.sorted { $0.key < $1.key }.map { name, value in
            switch value {
            case .integer(let number): "\(name)=\(number)"
            case .text(let text): "\(name)=\(text.debugDescription)"
            case .null: "\(name)=-"
            }
        }
        return table + " " + fields.joined(separator: " ")
    }
}
