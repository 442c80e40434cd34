/// In which order and how carefully an operation reaches its devices.
package struct RolloutPlan: Hashable, Sendable, JSONConvertible {
    /// Devices that go first.
    package let canary: UInt64
    /// Devices at a time after that.
    package let batch: UInt64
    package let pauseSeconds: UInt64
    /// More failures than this stop the rest.
    package let maxFailures: UInt64
    /// Fixes the order of devices.
    package let seed: UInt64
    /// Devices that have to be done before all others.
    package let after: [DeviceID]?

    package init(
        canary: UInt64,
        batch: UInt64,
        pauseSeconds: UInt64,
        maxFailures: UInt64,
        seed: UInt64,
        after: [DeviceID]? = nil
    ) {
        self.canary = canary
        self.batch = batch
        self.pauseSeconds = pauseSeconds
        self.maxFailures = maxFailures
        self.seed = seed
        self.after = after
    }

    package static func parse(_ field: Field) throws(Refusal) -> RolloutPlan {
        let object = try field.object(
            ["canary", "batch", "pauseSeconds", "maxFailures", "seed"],
            optional: ["after"]
        )
        return RolloutPlan(
            canary: try object("canary").integer(in: 0...1_000_000),
            batch: try object("batch").integer(in: 1...1_000_000),
            pauseSeconds: try object("pauseSeconds").integer(in: 0...86_400),
            maxFailures: try object("maxFailures").integer(in: 0...1_000_000),
            seed: try object("seed").integer(),
            after: try object.optional("after") { f throws(Refusal) in
                try f.ascendingList(1...500) { id throws(Refusal) in try id.identifier(DeviceID.self) }
            }
        )
    }

    package var json: JSONValue {
        var object = JSONObject()
        object.set("canary", canary)
        object.set("batch", batch)
        object.set("pauseSeconds", pauseSeconds)
        object.set("maxFailures", maxFailures)
        object.set("seed", seed)
        object.set("after", after)
        return object.json
    }
}
