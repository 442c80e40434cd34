import Model

/// `statements/sequences.json`: whole logs from their start.
enum SequenceVectors: VectorFamily {
    private struct Document: Decodable {
        let leavesB64: [String]
        let cases: [Vector<Body>]
    }

    private struct Body: Decodable {
        let tenant: String
        let leaves: [Int]
        /// The leaf at which the log is refused.
        let index: Int?
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        let document = try file.decode(Document.self)
        let pool = try document.leavesB64.map { try VectorText(base64: $0, padTo: nil).bytes }
        for vector in document.cases {
            guard let tenant = TenantID(vector.body.tenant), vector.body.leaves.allSatisfy(pool.indices.contains) else {
                throw VectorError(what: "case \(vector.header.id) names no tenant or a leaf outside the pool")
            }
            let (refusal, index) = judge(vector.body.leaves.map { pool[$0] }, tenant: tenant)
            var outcome = Outcome(vector.header, judged: refusal)
            outcome.demand("index", expected: vector.body.index?.description, actual: index?.description)
            report.add(outcome, file: file.name)
        }
    }

    private static func judge(_ leaves: [[UInt8]], tenant: TenantID) -> (Refusal?, index: Int?) {
        var sequence = LogSequence(tenant: tenant)
        for (index, leaf) in leaves.enumerated() {
            do throws(Refusal) {
                try sequence.append(leaf: leaf)
            } catch {
                return (error, index)
            }
        }
        return (nil, nil)
    }
}
