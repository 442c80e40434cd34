/// The outer members of an entry, before anything inside is looked at.
package struct EntryEnvelope: Sendable {
    package let at: Timestamp
    package let kind: EntryKind
    package let statement: String
    package let signatures: [String]

    init(at: Timestamp, kind: EntryKind, statement: String, signatures: [String]) {
        self.at = at
        self.kind = kind
        self.statement = statement
        self.signatures = signatures
    }

    package init(leaf: [UInt8]) throws(Refusal) {
        let text = try StrictJSON(leaf, limit: StrictJSON.leafLimit)
        try text.refuseLineFeeds(except: EntryEnvelope.mayHoldLineFeed)
        let object = try Field(text.value).object(["type", "at", "kind", "statement", "signatures"])
        guard try object("type").string() == Entry.type else { throw object.refusal(.notListed, "type") }
        at = try object("at").time()
        kind = try object("kind").word()
        statement = try object("statement").string()
        signatures = try object("signatures").list(0...Entry.signatureLimit) { f throws(Refusal) in try f.string() }
    }

    /// Statements are texts with lines of their own, and so are armored signatures.
    private static func mayHoldLineFeed(_ path: MemberPath) -> Bool {
        switch path {
        case .member(of: .root, "statement"), .element(of: .member(of: .root, "signatures"), _): true
        default: false
        }
    }

    func rendered() -> [UInt8] {
        var object = JSONObject(type: Entry.type)
        object.set("at", at)
        object.set("kind", kind)
        object.set("statement", statement)
        object.set("signatures", signatures)
        return JSONWriter.bytes(object.json)
    }
}
