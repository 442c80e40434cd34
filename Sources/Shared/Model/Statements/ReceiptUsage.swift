/// What a run used.
package struct ReceiptUsage: Hashable, Sendable, JSONConvertible {
    package let cpuMs: UInt64
    package let maxRssBytes: UInt64

    package init(
        cpuMs: UInt64,
        maxRssBytes: UInt64
    ) {
        self.cpuMs = cpuMs
        self.maxRssBytes = maxRssBytes
    }

    package static func parse(_ field: Field) throws(Refusal) -> ReceiptUsage {
        let object = try field.object(
            ["cpuMs", "maxRssBytes"]
        )
        return ReceiptUsage(
            cpuMs: try object("cpuMs").integer(),
            maxRssBytes: try object("maxRssBytes").integer()
        )
    }

    package var json: JSONValue {
        var object = JSONObject()
        object.set("cpuMs", cpuMs)
        object.set("maxRssBytes", maxRssBytes)
        return object.json
    }
}
