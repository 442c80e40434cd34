import Model
import TransparencyLog
import Trust

/// `statements/policy.json`: whether an operation is admitted, given the facts of one moment.
enum PolicyVectors: VectorFamily {
    private struct Document: Decodable {
        struct Root: Decodable {
            let sha256: VectorDigest
            let text: String
        }

        let roots: [String: Root]
        let cases: [Vector<PolicyCase>]
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        let document = try file.decode(Document.self)
        let roots = try document.roots.mapValues(held)
        for vector in document.cases {
            let facts = try vector.body.facts(roots: roots)
            report.add(outcome(of: vector, verdict: AdmissionPolicy.judge(facts)), file: file.name)
        }
    }

    private static func held(_ document: Document.Root) throws -> HeldRoot {
        let text = StatementText(document.text)
        guard text.sha256 == document.sha256.value else { throw VectorError(what: "a root has another digest") }
        guard case .root(let root) = try Statement.parse(text, as: .root) else {
            throw VectorError(what: "a root is no root")
        }
        return HeldRoot(root, sha256: text.sha256)
    }

    private static func outcome(of vector: Vector<PolicyCase>, verdict: AdmissionVerdict) -> Outcome {
        var code: RefusalCode?
        var rule: RuleName?
        switch verdict {
        case .admitted(let name): rule = name
        case .refused(let refusal): code = refusal
        }
        var outcome = Outcome(vector.header, refusal: code?.rawValue)
        outcome.demand("reason", expected: vector.header.reason ?? "ok", actual: code?.rawValue ?? "ok")
        outcome.demand("rule", expected: vector.body.rule, actual: rule?.text)
        return outcome
    }
}
