import Model

/// What an `interrupted` receipt needs besides the ledger's own columns: kept with *admitted*, read after a crash.
struct AdmissionContext {
    let checkpoint: String
    let root: RootReference

    init(checkpoint: String, root: RootReference) {
        self.checkpoint = checkpoint
        self.root = root
    }

    init?(_ encoded: [UInt8]) {
        do throws(Refusal) {
            let object = try Field(StrictJSON(encoded, limit: StrictJSON.leafLimit).value).object([
                "checkpoint", "root",
            ])
            checkpoint = try object("checkpoint").string()
            root = try RootReference.parse(object("root"))
        } catch {
            return nil
        }
    }

    var encoded: [UInt8] {
        var object = JSONObject()
        object.set("checkpoint", checkpoint)
        object.set("root", root)
        return JSONWriter.bytes(object.json)
    }
}
