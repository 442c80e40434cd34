/// What a run may use at most; a statement carries all four.
package struct Limits: Hashable, Sendable, JSONConvertible {
    package static let seconds: ClosedRange<UInt64> = 1...86_400
    package static let memoryBytes: ClosedRange<UInt64> = 16 << 20...64 << 30
    package static let outputBytes: ClosedRange<UInt64> = 0...64 << 20
    package static let processes: ClosedRange<UInt64> = 1...4_096

    package let seconds: UInt64
    package let memoryBytes: UInt64
    /// For stdout and stderr together.
    package let outputBytes: UInt64
    package let processes: UInt64

    package init(seconds: UInt64, memoryBytes: UInt64, outputBytes: UInt64, processes: UInt64) {
        self.seconds = seconds
        self.memoryBytes = memoryBytes
        self.outputBytes = outputBytes
        self.processes = processes
    }

    package static func parse(_ field: Field) throws(Refusal) -> Limits {
        let object = try field.object(["seconds", "memoryBytes", "outputBytes", "processes"])
        return Limits(
            seconds: try object("seconds").integer(in: seconds),
            memoryBytes: try object("memoryBytes").integer(in: memoryBytes),
            outputBytes: try object("outputBytes").integer(in: outputBytes),
            processes: try object("processes").integer(in: processes)
        )
    }

    package var json: JSONValue {
        var object = JSONObject()
        object.set("seconds", seconds)
        object.set("memoryBytes", memoryBytes)
        object.set("outputBytes", outputBytes)
        object.set("processes", processes)
        return object.json
    }
}
