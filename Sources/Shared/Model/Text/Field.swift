package import SSHSIG
package import TransparencyLog

/// A value together with its path: what the typed readers take, so that each refusal names its member.
package struct Field: Sendable {
    package let value: JSONValue
    package let path: MemberPath

    package init(_ value: JSONValue, at path: MemberPath = .root) {
        self.value = value
        self.path = path
    }

    /// A refusal of this member.
    package func refusal(_ reason: Reason) -> Refusal {
        Refusal(reason, at: path)
    }
}

// Single values.
extension Field {
    package func string() throws(Refusal) -> String {
        guard case .string(let text) = value else { throw refusal(.wrongType) }
        return text
    }

    package func integer(in range: ClosedRange<UInt64> = 0...Field.largestInteger) throws(Refusal) -> UInt64 {
        guard case .integer(let number) = value else { throw refusal(.wrongType) }
        guard range.contains(number) else { throw refusal(.range) }
        return number
    }

    /// The largest number that §1's sixteen digits can write.
    package static let largestInteger: UInt64 = 9_999_999_999_999_999

    package func bool() throws(Refusal) -> Bool {
        guard case .bool(let flag) = value else { throw refusal(.wrongType) }
        return flag
    }

    /// A flag whose only value is true; absent stands for false.
    package func presentTrue() throws(Refusal) -> Bool {
        guard try bool() else { throw refusal(.notListed) }
        return true
    }

    package func time() throws(Refusal) -> Timestamp {
        guard let time = Timestamp(try string()) else { throw refusal(.time) }
        return time
    }

    package func digest() throws(Refusal) -> Digest {
        guard let digest = Digest(hex: try string()) else { throw refusal(.digest) }
        return digest
    }

    /// Text written by people: 1 to 200 Unicode scalar values.
    package func freeText() throws(Refusal) -> String {
        let text = try string()
        guard !text.isEmpty else { throw refusal(.empty) }
        guard text.unicodeScalars.count <= 200 else { throw refusal(.tooLong) }
        return text
    }

    /// One word of a closed list.
    package func word<Word: RawRepresentable>(_: Word.Type = Word.self) throws(Refusal) -> Word
    where Word.RawValue == String {
        let text = try string()
        // Swift's string equality knows canonical equivalents of ASCII letters: only ASCII may meet the list.
        guard text.utf8.allSatisfy({ $0 < 0x80 }), let word = Word(rawValue: text) else { throw refusal(.notListed) }
        return word
    }

    package func identifier<Identifier: TextIdentifier>(
        _: Identifier.Type = Identifier.self
    ) throws(Refusal) -> Identifier {
        guard let identifier = Identifier(try string()) else { throw refusal(Identifier.refusal) }
        return identifier
    }

    /// A public key in OpenSSH's form without comment, of any type that the profile knows.
    package func publicKey() throws(Refusal) -> SSHPublicKey {
        let line = try string()
        do throws(SSHSIGError) {
            return try SSHPublicKey(line: line)
        } catch {
            throw refusal(Reason(rawValue: error.reason.rawValue) ?? .keyMalformed)
        }
    }

    /// A public key that has to be Ed25519.
    package func ed25519Key() throws(Refusal) -> SSHPublicKey {
        let key = try publicKey()
        guard key.algorithm == .ed25519 else { throw refusal(.keyType) }
        return key
    }
}

// Lists and objects.
extension Field {
    /// A list of `count` elements, each read by `element`.
    package func list<Element>(
        _ count: ClosedRange<Int>,
        _ element: (Field) throws(Refusal) -> Element
    ) throws(Refusal) -> [Element] {
        guard case .array(let values) = value else { throw refusal(.wrongType) }
        guard values.count >= count.lowerBound else { throw refusal(.empty) }
        guard values.count <= count.upperBound else { throw refusal(.tooMany) }
        var elements: [Element] = []
        elements.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            elements.append(try element(Field(value, at: path.element(index))))
        }
        return elements
    }

    /// A list whose elements differ by `key`.
    package func distinctList<Element, Key: Hashable>(
        _ count: ClosedRange<Int>,
        by key: (Element) -> Key,
        _ element: (Field) throws(Refusal) -> Element
    ) throws(Refusal) -> [Element] {
        let elements = try list(count, element)
        var seen: Set<Key> = []
        for (index, element) in elements.enumerated() where !seen.insert(key(element)).inserted {
            throw Refusal(.duplicate, at: path.element(index))
        }
        return elements
    }

    /// A list of distinct elements.
    package func distinctList<Element: Hashable>(
        _ count: ClosedRange<Int>,
        _ element: (Field) throws(Refusal) -> Element
    ) throws(Refusal) -> [Element] {
        try distinctList(count, by: { $0 }, element)
    }

    /// A list of distinct elements in ascending order.
    package func ascendingList<Element: Hashable & Comparable>(
        _ count: ClosedRange<Int>,
        _ element: (Field) throws(Refusal) -> Element
    ) throws(Refusal) -> [Element] {
        let elements = try distinctList(count, element)
        for index in elements.indices.dropFirst() where elements[index] < elements[index - 1] {
            throw Refusal(.order, at: path.element(index))
        }
        return elements
    }

    /// An object of exactly these members.
    package func object(
        _ required: [String],
        optional: [String] = []
    ) throws(Refusal) -> ClosedObject {
        try ClosedObject(self, required: required, optional: optional)
    }

    /// An object whose member names are data, such as a script's parameters.
    package func dictionary<Name: TextIdentifier, Value>(
        _ element: (Field) throws(Refusal) -> Value
    ) throws(Refusal) -> [Name: Value] {
        guard case .object(let members) = value else { throw refusal(.wrongType) }
        var values: [Name: Value] = [:]
        for member in members {
            let own = path.member(member.name)
            guard let name = Name(member.name) else { throw Refusal(.name, at: own) }
            values[name] = try element(Field(member.value, at: own))
        }
        return values
    }

    /// A member of an object of which nothing else is known yet; nil if it is absent.
    package func member(_ name: String) throws(Refusal) -> Field? {
        guard case .object(let members) = value else { throw refusal(.wrongType) }
        return members.first { $0.isNamed(name) }.map { Field($0.value, at: path.member(name)) }
    }
}
