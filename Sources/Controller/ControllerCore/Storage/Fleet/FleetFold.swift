package import Model
import TransparencyLog

/// What one entry of a log changes in the projection: a pure function of the entry and the rows there are.
///
/// It judges nothing: what stands in the log is taken as it stands, the first of two contradicting entries counts, and
/// devices and auditors judge for themselves.
package struct FleetFold {
    let tenant: TenantID
    let entry: Entry
    let index: UInt64
    let rows: any RecordWriting

    /// Folds the next entry of a tenant's log into the rows.
    package static func apply(_ entry: Entry, at index: UInt64, of tenant: TenantID, to rows: any RecordWriting) throws
    {
        // An entry of another tenant is a finding for the auditor, never a row in this tenant's tables.
        guard entry.statement.tenant == tenant else { return }
        try FleetFold(tenant: tenant, entry: entry, index: index, rows: rows).apply()
    }

    private func apply() throws {
        switch entry.statement {
        case .root(let root): try document(version: root.version, issued: root.issued, expires: root.expires)
        case .status(let status):
            try document(version: status.root.version, issued: status.issued, expires: status.expires)
        case .item(let item): try document(version: item.version, issued: item.issued, name: item.item.text)
        case .release(let release):
            try document(version: release.sequence, issued: release.issued, name: release.version.text)
        case .operation(let operation): try put(operation)
        case .approval(let approval):
            try word(about: approval.operation, approval.statementSha256, expires: approval.expires)
        case .review(let review): try word(about: review.operation, review.statementSha256)
        case .denial(let denial): try put(denial)
        case .cancel(let cancel): try put(cancel)
        case .enrolment(let enrolment): try put(enrolment)
        case .device(let statement): try put(statement)
        case .receipt(let receipt): try put(receipt)
        case .inventory(let report): try put(report)
        case .access(let words): try put(words)
        case .install(let words):
            try asserted(words.outcome.rawValue) {
                $0.person = words.person
                $0.object = words.host
                $0.code = words.code
            }
        case .system(let words):
            try asserted(words.event.rawValue) {
                $0.person = words.person
                $0.object = words.object
                $0.code = words.code
            }
        case .note, .login: break
        }
    }

    private func document(version: UInt64, issued: Timestamp, expires: Timestamp? = nil, name: String? = nil) throws {
        try rows.put(
            FleetDocument(
                tenant: tenant,
                index: index,
                kind: entry.kind,
                version: version,
                sha256: entry.statementText.sha256,
                issued: issued,
                expires: expires,
                name: name
            )
        )
        guard entry.kind == .root, var row = try rows.tenant(tenant), version > row.rootVersion else { return }
        row.rootIndex = index
        row.rootVersion = version
        row.rootSha256 = entry.statementText.sha256
        try rows.put(row)
    }

    private func asserted(_ event: String, _ fill: (inout FleetAccess) -> Void) throws {
        var row = FleetAccess(tenant: tenant, index: index, at: entry.at, kind: entry.kind, event: event)
        fill(&row)
        try rows.put(row)
    }

    private func put(_ words: AccessWords) throws {
        try asserted(words.event.rawValue) {
            $0.person = words.person
            $0.object = words.object
            $0.code = words.code
            $0.count = words.count
        }
        guard words.event == .token, let digest = words.object.flatMap({ Digest(hex: $0) }) else { return }
        var token = try rows.token(digest, of: tenant) ?? FleetToken(tenant: tenant, sha256: digest)
        guard token.index == nil else { return }
        token.index = index
        token.person = words.person
        token.uses = words.count ?? 1
        token.from = words.from
        token.to = words.to
        try rows.put(token)
    }
}
