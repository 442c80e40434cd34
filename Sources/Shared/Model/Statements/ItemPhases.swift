/// The phases of an item, at least one.
package struct ItemPhases: Hashable, Sendable, JSONConvertible {
    package let check: ItemPhase?
    package let fix: ItemPhase?
    package let undo: ItemPhase?

    package init(
        check: ItemPhase? = nil,
        fix: ItemPhase? = nil,
        undo: ItemPhase? = nil
    ) {
        self.check = check
        self.fix = fix
        self.undo = undo
    }

    package static func parse(_ field: Field) throws(Refusal) -> ItemPhases {
        let object = try field.object(
            [],
            optional: ["check", "fix", "undo"]
        )
        let phases = ItemPhases(
            check: try object.optional("check") { f throws(Refusal) in try ItemPhase.parse(f) },
            fix: try object.optional("fix") { f throws(Refusal) in try ItemPhase.parse(f) },
            undo: try object.optional("undo") { f throws(Refusal) in try ItemPhase.parse(f) }
        )
        guard !object.isEmpty else { throw field.refusal(.empty) }
        return phases
    }

    package var json: JSONValue {
        var object = JSONObject()
        object.set("check", check)
        object.set("fix", fix)
        object.set("undo", undo)
        return object.json
    }

    package subscript(name: ItemPhaseName) -> ItemPhase? {
        switch name {
        case .check: check
        case .fix: fix
        case .undo: undo
        }
    }
}
