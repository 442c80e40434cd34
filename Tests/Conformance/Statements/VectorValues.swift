import Model
import TransparencyLog

/// An identifier of one kind, read from a string.
struct VectorIdentifier<Value: TextIdentifier>: Decodable {
    let value: Value

    init(from decoder: any Decoder) throws {
        value = try decoder.decode(text: Value.init)
    }
}

/// A value of one of the product's word lists.
struct VectorWord<Value: RawRepresentable<String>>: Decodable {
    let value: Value

    init(from decoder: any Decoder) throws {
        value = try decoder.decode(text: Value.init(rawValue:))
    }
}

struct VectorTime: Decodable {
    let value: Timestamp

    init(from decoder: any Decoder) throws {
        value = try decoder.decode(text: Timestamp.init)
    }
}

/// A digest in hex.
struct VectorDigest: Decodable {
    let value: Digest

    init(from decoder: any Decoder) throws {
        value = try decoder.decode(text: Digest.init(hex:))
    }
}

struct VectorRootReference: Decodable {
    let value: RootReference

    private enum CodingKeys: CodingKey {
        case version, sha256
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        value = RootReference(
            version: try members.decode(UInt64.self, forKey: .version),
            sha256: try members.decode(VectorDigest.self, forKey: .sha256).value
        )
    }
}

extension Decoder {
    /// Reads a string and makes a value of it.
    fileprivate func decode<Value>(text make: (String) -> Value?) throws -> Value {
        let container = try singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = make(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is no \(Value.self)")
        }
        return value
    }
}
