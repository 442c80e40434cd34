/// Whether and how the person at the device is asked first.
package struct ConsentRequest: Hashable, Sendable, JSONConvertible {
    package let timeoutSeconds: UInt64
    /// What happens if nobody answers.
    package let whenAbsent: AbsenceChoice
    /// How often the answer may be "later".
    package let maxLater: UInt64

    package init(
        timeoutSeconds: UInt64,
        whenAbsent: AbsenceChoice,
        maxLater: UInt64
    ) {
        self.timeoutSeconds = timeoutSeconds
        self.whenAbsent = whenAbsent
        self.maxLater = maxLater
    }

    package static func parse(_ field: Field) throws(Refusal) -> ConsentRequest {
        let object = try field.object(
            ["timeoutSeconds", "whenAbsent", "maxLater"]
        )
        return ConsentRequest(
            timeoutSeconds: try object("timeoutSeconds").integer(in: 1...86_400),
            whenAbsent: try object("whenAbsent").word(),
            maxLater: try object("maxLater").integer(in: 0...100)
        )
    }

    package var json: JSONValue {
        var object = JSONObject()
        object.set("timeoutSeconds", timeoutSeconds)
        object.set("whenAbsent", whenAbsent)
        object.set("maxLater", maxLater)
        return object.json
    }
}
