import Model

/// `statements/roots.json`: trust roots, each judged alone and without signatures.
enum RootDocumentVectors: VectorFamily {
    private struct Body: Decodable {
        let textB64: String
        let padTo: Int?
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        for vector in try file.decode(CaseList<Body>.self).cases {
            let text = try VectorText(base64: vector.body.textB64, padTo: vector.body.padTo)
            report.add(Outcome(vector.header, judged: refusal(of: text.bytes)), file: file.name)
        }
    }

    private static func refusal(of bytes: [UInt8]) -> Refusal? {
        do throws(Refusal) {
            _ = try Statement.parse(StatementText(bytes), as: .root)
            return nil
        } catch {
            return error
        }
    }
}
