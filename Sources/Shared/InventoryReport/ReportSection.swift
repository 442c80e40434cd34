package import TransparencyLog

/// One section of a report: facts from one kind of source, with how they were obtained.
package struct ReportSection: Hashable, Sendable {
    /// With which rights the facts were read.
    package enum Privilege: String, Hashable, Sendable {
        case root
        case user
    }

    /// A source that could not be read, so that "has none" and "could not look" stay apart.
    package struct Failure: Hashable, Sendable {
        /// The path or the name of the source.
        package let at: String
        /// The reason: an errno name such as `EACCES`, or a word such as `truncated`.
        package let code: String

        package init(at: String, code: String) {
            self.at = at
            self.code = code
        }
    }

    /// When the facts were read, in seconds since 1970 UTC; not part of the hash.
    package var collectedAt: Int64
    /// Where the facts come from, in a few words.
    package var source: String
    package var privilege: Privilege
    /// At most ``ReportLimits/errors`` entries.
    package var errors: [Failure]
    package var facts: FactValue

    package init(collectedAt: Int64, source: String, privilege: Privilege, errors: [Failure], facts: FactValue) {
        self.collectedAt = collectedAt
        self.source = source
        self.privilege = privilege
        self.errors = errors
        self.facts = facts
    }

    /// The hash by which both sides compare the section: SHA-256 over its canonical JSON without `collected_at`.
    package var sha256: Digest {
        Digest(sha256Of: CanonicalJSON.bytes(of: .object(hashedMembers)))
    }

    private var hashedMembers: [String: FactValue] {
        [
            "errors": .array(errors.map { .object(["at": .string($0.at), "code": .string($0.code)]) }),
            "facts": facts,
            "privilege": .string(privilege.rawValue),
            "source": .string(source),
        ]
    }

    var value: FactValue {
        var members = hashedMembers
        members["collected_at"] = .integer(collectedAt)
        return .object(members)
    }

    init(_ value: FactValue, name: String) throws(ReportError) {
        guard case .object(let members) = value, members.count == 5, let facts = members["facts"],
            let collectedAt = value["collected_at"].number, let source = value["source"].text,
            let privilege = value["privilege"].text.flatMap(Privilege.init(rawValue:)),
            case .array(let failures) = value["errors"], failures.count <= ReportLimits.errors
        else { throw .member(name) }
        var errors: [Failure] = []
        for failure in failures {
            guard case .object(let parts) = failure, parts.count == 2,
                let at = failure["at"].text, let code = failure["code"].text
            else { throw .member(name) }
            errors.append(Failure(at: at, code: code))
        }
        self.init(collectedAt: collectedAt, source: source, privilege: privilege, errors: errors, facts: facts)
    }
}
