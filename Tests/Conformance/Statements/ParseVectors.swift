import Model

/// `statements/parse.json`: texts that are a statement, or not even that.
enum ParseVectors: VectorFamily {
    private struct Body: Decodable {
        enum Scope: String, Decodable {
            /// The rules of the text alone, whatever its members.
            case text
            case statement
        }

        let scope: Scope
        let textB64: String
        let padTo: Int?
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        for vector in try file.decode(CaseList<Body>.self).cases {
            let text = try VectorText(base64: vector.body.textB64, padTo: vector.body.padTo)
            let refusal = refusal(of: text.bytes, scope: vector.body.scope)
            report.add(Outcome(vector.header, judged: refusal), file: file.name)
        }
    }

    private static func refusal(of bytes: [UInt8], scope: Body.Scope) -> Refusal? {
        do throws(Refusal) {
            switch scope {
            case .text: _ = try StrictJSON.parse(bytes)
            case .statement: _ = try Statement.parse(StatementText(bytes))
            }
            return nil
        } catch {
            return error
        }
    }
}
