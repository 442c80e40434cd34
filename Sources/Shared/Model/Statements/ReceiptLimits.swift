/// How a device held the limits of a run.
package struct ReceiptLimits: Hashable, Sendable, JSONConvertible {
    /// An executor writes `cgroup2`, `cgroup`, `scope`, `pid-namespace`, `rlimit` or `none`; a reader takes any word.
    package let mechanism: Keyword

    package init(
        mechanism: Keyword
    ) {
        self.mechanism = mechanism
    }

    package static func parse(_ field: Field) throws(Refusal) -> ReceiptLimits {
        let object = try field.object(
            ["mechanism"]
        )
        return ReceiptLimits(
            mechanism: try object("mechanism").identifier()
        )
    }

    package var json: JSONValue {
        var object = JSONObject()
        object.set("mechanism", mechanism)
        return object.json
    }
}
