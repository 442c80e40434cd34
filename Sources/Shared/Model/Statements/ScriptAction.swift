/// Runs a script.
package struct ScriptAction: Hashable, Sendable {
    /// The most bytes of a parameter's value.
    package static let largestValue = 4_096

    package let interpreter: Interpreter
    package let script: ScriptReference
    package let parameters: [ParameterName: String]
    package let secrets: [ParameterName: SecretCommitment]

    package init(
        interpreter: Interpreter,
        script: ScriptReference,
        parameters: [ParameterName: String] = [:],
        secrets: [ParameterName: SecretCommitment] = [:]
    ) {
        self.interpreter = interpreter
        self.script = script
        self.parameters = parameters
        self.secrets = secrets
    }

    static func parse(_ field: Field) throws(Refusal) -> ScriptAction {
        let object = try field.object(["kind", "interpreter", "script"], optional: ["parameters", "secrets"])
        let action = ScriptAction(
            interpreter: try object("interpreter").word(),
            script: try ScriptReference.parse(object("script")),
            parameters: try object.optional("parameters") { f throws(Refusal) in
                try f.dictionary { value throws(Refusal) in try value.parameterText() }
            } ?? [:],
            secrets: try SecretCommitment.parseAll(object)
        )
        try SecretCommitment.refuseCollisions(of: action.secrets.keys, with: action.parameters.keys, in: object)
        return action
    }

    func write(to object: inout JSONObject) {
        object.set("interpreter", interpreter)
        object.set("script", script)
        object.setUnlessEmpty("parameters", parameters)
        object.setUnlessEmpty("secrets", secrets)
    }
}
