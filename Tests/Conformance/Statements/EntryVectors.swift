import Model

/// `statements/entries.json`: leaves, each judged alone.
enum EntryVectors: VectorFamily {
    private struct Body: Decodable {
        let leafB64: String
        let padTo: Int?
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        for vector in try file.decode(CaseList<Body>.self).cases {
            let leaf = try VectorText(base64: vector.body.leafB64, padTo: vector.body.padTo)
            report.add(Outcome(vector.header, judged: refusal(of: leaf.bytes)), file: file.name)
        }
    }

    private static func refusal(of leaf: [UInt8]) -> Refusal? {
        do throws(Refusal) {
            _ = try Entry(leaf: leaf)
            return nil
        } catch {
            return error
        }
    }
}
