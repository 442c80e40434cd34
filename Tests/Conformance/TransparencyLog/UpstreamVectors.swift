/// `merkle/upstream.json`: both kinds of proof, from the transparency-dev project.
enum UpstreamVectors: VectorFamily {
    private struct Document: Decodable {
        let inclusion: [Vector<InclusionVectors.Body>]
        let consistency: [Vector<ConsistencyVectors.Body>]
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        let document = try file.decode(Document.self)
        for vector in document.inclusion {
            report.add(Outcome(vector.header, refusal: vector.body.refusal), file: file.name)
        }
        for vector in document.consistency {
            report.add(Outcome(vector.header, refusal: vector.body.refusal), file: file.name)
        }
    }
}
