/// A parameter that an item takes.
package struct ItemParameter: Hashable, Sendable, JSONConvertible {
    package let name: ParameterName
    package let type: ParameterType
    /// A pattern for strings.
    package let pattern: String?
    /// The least length of a string or value of an integer.
    package let min: UInt64?
    /// The greatest length of a string or value of an integer.
    package let max: UInt64?
    /// The choices of a choice.
    package let values: [String]?
    package let secret: Bool

    package init(
        name: ParameterName,
        type: ParameterType,
        pattern: String? = nil,
        min: UInt64? = nil,
        max: UInt64? = nil,
        values: [String]? = nil,
        secret: Bool = false
    ) {
        self.name = name
        self.type = type
        self.pattern = pattern
        self.min = min
        self.max = max
        self.values = values
        self.secret = secret
    }

    package static func parse(_ field: Field) throws(Refusal) -> ItemParameter {
        let object = try field.object(
            ["name", "type"],
            optional: ["pattern", "min", "max", "values", "secret"]
        )
        let parameter = ItemParameter(
            name: try object("name").identifier(),
            type: try object("type").word(),
            pattern: try object.optional("pattern") { f throws(Refusal) in try f.freeText() },
            min: try object.optional("min") { f throws(Refusal) in try f.integer() },
            max: try object.optional("max") { f throws(Refusal) in try f.integer() },
            values: try object.optional("values") { f throws(Refusal) in
                try f.distinctList(1...64, by: { Array($0.utf8) }) { value throws(Refusal) in try value.freeText() }
            },
            secret: try object.optional("secret") { f throws(Refusal) in try f.presentTrue() } ?? false
        )
        let allowed: [(name: String, types: [ParameterType])] = [
            ("pattern", [.string]), ("min", [.string, .integer]), ("max", [.string, .integer]), ("values", [.choice]),
        ]
        for (name, types) in allowed where object.contains(name) && !types.contains(parameter.type) {
            throw object.refusal(.unknownMember, name)
        }
        guard parameter.type != .choice || parameter.values != nil else {
            throw object.refusal(.missingMember, "values")
        }
        if let min = parameter.min, let max = parameter.max, min > max { throw object.refusal(.order, "max") }
        return parameter
    }

    package var json: JSONValue {
        var object = JSONObject()
        object.set("name", name)
        object.set("type", type)
        object.set("pattern", pattern)
        object.set("min", min)
        object.set("max", max)
        object.set("values", values)
        object.setFlag("secret", secret)
        return object.json
    }
}
