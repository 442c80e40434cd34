import TransparencyLog

/// `notes/vkeys.json`: verifier keys of signed notes.
enum VerifierKeyVectors: VectorFamily {
    private struct Body: Decodable {
        let vkey: String
        let name: String?
        let keyId: String?
        let type: UInt8?
        let publicKey: String?
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        for vector in try file.decode(CaseList<Body>.self).cases {
            report.add(outcome(of: vector), file: file.name)
        }
    }

    private static func outcome(of vector: Vector<Body>) -> Outcome {
        do throws(NoteError) {
            let key = try NoteVerifierKey(vector.body.vkey)
            var outcome = Outcome(vector.header, refusal: nil)
            guard outcome.pass else { return outcome }
            outcome.demand("name", expected: vector.body.name, actual: key.name)
            outcome.demand("key_id", expected: vector.body.keyId, actual: Hex.encode(NoteLabel.bytes(of: key)))
            outcome.demand("type", expected: vector.body.type?.description, actual: key.type.rawValue.description)
            outcome.demand("public_key", expected: vector.body.publicKey, actual: Base64.encode(key.publicKey))
            outcome.demand("vkey", expected: vector.body.vkey, actual: key.text)
            return outcome
        } catch {
            return Outcome(vector.header, refusal: error.code)
        }
    }
}

/// A key as the vectors name it: `name+keyid`.
enum NoteLabel {
    static func bytes(of key: NoteVerifierKey) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: key.keyID >> $0) }
    }

    static func text(of key: NoteVerifierKey) -> String {
        key.name + "+" + Hex.encode(bytes(of: key))
    }
}
