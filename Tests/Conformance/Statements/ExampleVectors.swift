import Model

/// `statements/example/`: statements and leaves as files of their own, all of which must be accepted.
enum ExampleVectors: VectorFamily {
    private struct Document: Decodable {
        let type: String
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        let type = try file.decode(Document.self).type
        let refusal = refusal(of: try file.bytes(), type: type)
        report.add(
            Outcome(
                case: type,
                expected: "valid",
                actual: refusal == nil ? "valid" : "invalid",
                reason: refusal?.description ?? "ok"
            ),
            file: file.name
        )
    }

    private static func refusal(of bytes: [UInt8], type: String) -> Refusal? {
        do throws(Refusal) {
            if type == Entry.type {
                _ = try Entry(leaf: bytes)
            } else {
                _ = try Statement.parse(StatementText(bytes))
            }
            return nil
        } catch {
            return error
        }
    }
}
