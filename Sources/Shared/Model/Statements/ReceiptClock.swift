/// The state of a device's clock when a receipt was made.
package struct ReceiptClock: Hashable, Sendable, JSONConvertible {
    package let synchronised: Bool
    /// The magnitude of the offset.
    package let offsetMs: UInt64

    package init(
        synchronised: Bool,
        offsetMs: UInt64
    ) {
        self.synchronised = synchronised
        self.offsetMs = offsetMs
    }

    package static func parse(_ field: Field) throws(Refusal) -> ReceiptClock {
        let object = try field.object(
            ["synchronised", "offsetMs"]
        )
        return ReceiptClock(
            synchronised: try object("synchronised").bool(),
            offsetMs: try object("offsetMs").integer()
        )
    }

    package var json: JSONValue {
        var object = JSONObject()
        object.set("synchronised", synchronised)
        object.set("offsetMs", offsetMs)
        return object.json
    }
}
