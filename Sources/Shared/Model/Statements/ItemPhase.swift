/// One phase of an item.
package struct ItemPhase: Hashable, Sendable, JSONConvertible {
    package let interpreter: Interpreter
    package let script: ScriptReference
    package let profile: RunProfile?

    package init(
        interpreter: Interpreter,
        script: ScriptReference,
        profile: RunProfile? = nil
    ) {
        self.interpreter = interpreter
        self.script = script
        self.profile = profile
    }

    package static func parse(_ field: Field) throws(Refusal) -> ItemPhase {
        let object = try field.object(
            ["interpreter", "script"],
            optional: ["profile"]
        )
        return ItemPhase(
            interpreter: try object("interpreter").word(),
            script: try ScriptReference.parse(object("script")),
            profile: try object.optional("profile") { f throws(Refusal) in try f.word() }
        )
    }

    package var json: JSONValue {
        var object = JSONObject()
        object.set("interpreter", interpreter)
        object.set("script", script)
        object.set("profile", profile)
        return object.json
    }
}
