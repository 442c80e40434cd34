import Model
import TransparencyLog
import Trust

/// `statements/root-chain.json`: updates of a trust root, step by step.
enum RootChainVectors: VectorFamily {
    private struct Document: Decodable {
        let documentsB64: [String: String]
        let cases: [Vector<Body>]
    }

    private struct Body: Decodable {
        struct Step: Decodable {
            /// The version that the device asked for; what came is `document`.
            let asked: UInt64
            let document: String
            let signatures: [String]
            let expect: String
            let reason: String
            /// The version that counts after the step.
            let trusted: UInt64
            /// Whether the device restarts before the step and knows only what it stored.
            let restartBefore: Bool?
        }

        let start: String
        let now: VectorTime
        let steps: [Step]
        let finalVersion: UInt64
        let runnable: Bool
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        let document = try file.decode(Document.self)
        let texts = try document.documentsB64.mapValues { StatementText(try VectorText(base64: $0, padTo: nil).bytes) }
        for vector in document.cases {
            report.add(try outcome(of: vector, texts: texts), file: file.name)
        }
    }

    private static func outcome(of vector: Vector<Body>, texts: [String: StatementText]) throws -> Outcome {
        var stored = try text(vector.body.start, of: texts)
        var chain = RootChain(trusting: try held(stored))
        var refusals: [Reason?] = []
        var differences: [String] = []
        for (number, step) in vector.body.steps.enumerated() {
            if step.restartBefore ?? false { chain = RootChain(trusting: try held(stored)) }
            let offered = try text(step.document, of: texts)
            let refusal = accept(offered, step: step, into: &chain)
            if refusal == nil { stored = offered }
            refusals.append(refusal)
            let word = refusal?.rawValue ?? "ok"
            if word != step.reason { differences.append("step \(number): expected \(step.reason), is \(word)") }
            if chain.current.root.version != step.trusted {
                differences.append("step \(number): trusts version \(chain.current.root.version)")
            }
        }
        let first = refusals.compactMap(\.self).first
        var outcome = Outcome(vector.header, refusal: first?.rawValue)
        outcome.demand("reason", expected: vector.header.reason ?? "ok", actual: first?.rawValue ?? "ok")
        outcome.demand(
            "steps",
            expected: "as listed",
            actual: differences.isEmpty ? "as listed" : differences.joined(separator: "; ")
        )
        outcome.demand(
            "finalVersion",
            expected: vector.body.finalVersion.description,
            actual: chain.current.root.version.description
        )
        outcome.demand(
            "runnable",
            expected: vector.body.runnable.description,
            actual: chain.allowsWork(at: vector.body.now.value).description
        )
        return outcome
    }

    private static func accept(_ offered: StatementText, step: Body.Step, into chain: inout RootChain) -> Reason? {
        do throws(Refusal) {
            _ = try chain.accept(offered, signatures: step.signatures, zones: TimeZoneFolder.system)
            return nil
        } catch {
            return error.reason
        }
    }

    private static func text(_ digest: String, of texts: [String: StatementText]) throws -> StatementText {
        guard let text = texts[digest], text.sha256.hex == digest else {
            throw VectorError(what: "no document has the digest \(digest)")
        }
        return text
    }

    private static func held(_ text: StatementText) throws -> HeldRoot {
        guard case .root(let root) = try Statement.parse(text, as: .root) else {
            throw VectorError(what: "document \(text.sha256) is no root")
        }
        return HeldRoot(root, sha256: text.sha256)
    }
}
