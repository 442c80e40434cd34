package import SSHSIG
package import TransparencyLog

/// A value that a statement can carry.
package protocol JSONConvertible {
    var json: JSONValue { get }
}

extension JSONValue: JSONConvertible {
    package var json: JSONValue { self }
}

extension String: JSONConvertible {
    package var json: JSONValue { .string(self) }
}

extension UInt64: JSONConvertible {
    package var json: JSONValue { .integer(self) }
}

extension Bool: JSONConvertible {
    package var json: JSONValue { .bool(self) }
}

extension Array: JSONConvertible where Element: JSONConvertible {
    package var json: JSONValue { .array(map(\.json)) }
}

extension Dictionary: JSONConvertible where Key: TextIdentifier, Value: JSONConvertible {
    package var json: JSONValue {
        .object(sorted { $0.key < $1.key }.map { JSONMember(name: $0.key.text, value: $0.value.json) })
    }
}

extension Timestamp: JSONConvertible {
    package var json: JSONValue { .string(text) }
}

extension Digest: JSONConvertible {
    package var json: JSONValue { .string(hex) }
}

extension SSHPublicKey: JSONConvertible {
    package var json: JSONValue { .string(line) }
}

extension JSONConvertible where Self: RawRepresentable, RawValue == String {
    package var json: JSONValue { .string(rawValue) }
}
