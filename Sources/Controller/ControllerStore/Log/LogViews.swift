/// Views with readable columns, for people who open a log with plain `sqlite3`.
///
/// They are a reading aid: nothing in them is verified, and our own programs do not use them.
enum LogViews {
    /// A view over the entries of some kinds.
    private struct View {
        let name: String
        let kinds: [String]
        /// Column name and the SQL that gives it; `$.x` stands for a member of the statement.
        let columns: [(name: String, source: String)]
        var rows: String?

        var sql: String {
            let list = columns.map { "    \(Self.expand($0.source)) AS \"\($0.name)\"" }.joined(separator: ",\n")
            let kinds = kinds.map { "'\($0)'" }.joined(separator: ", ")
            let from = rows.map { "entries e, json_each(e.statement, '\($0)') r" } ?? "entries e"
            return """
                CREATE VIEW IF NOT EXISTS \(name) AS SELECT e.idx AS idx, e.at AS at,
                \(list)
                FROM \(from) WHERE e.kind IN (\(kinds));
                """
        }

        /// `$.x` reads the statement, `@.x` the row of a list in it; all else is SQL as it stands.
        private static func expand(_ source: String) -> String {
            if source.hasPrefix("$.") { return "json_extract(e.statement, '\(source)')" }
            if source.hasPrefix("@.") { return "json_extract(r.value, '$\(source.dropFirst())')" }
            return source
        }
    }

    static let sql = ([entries] + views.map(\.sql)).joined(separator: "\n")

    private static let entries = """
        CREATE VIEW IF NOT EXISTS entries AS SELECT idx,
            json_extract(CAST(leaf AS TEXT), '$.at') AS at,
            json_extract(CAST(leaf AS TEXT), '$.kind') AS kind,
            json_array_length(CAST(leaf AS TEXT), '$.signatures') AS signatures,
            length(leaf) AS bytes,
            json_extract(CAST(leaf AS TEXT), '$.statement') AS statement
        FROM entry;
        """

    private static let views: [View] = [
        View(
            name: "operations",
            kinds: ["operation"],
            columns: [
                ("operation", "$.id"), ("issued", "$.issued"), ("expires", "$.expires"), ("action", "$.action.kind"),
                (
                    "title",
                    "coalesce(\(member("action.script.name")), \(member("action.item")), \(member("action.profile")))"
                ),
                ("script_sha256", "coalesce(\(member("action.script.sha256")), \(member("action.sha256")))"),
                ("parameters", "$.action.parameters"), ("devices", "$.targets.devices"),
                (
                    "targets",
                    "coalesce(json_array_length(e.statement, '$.targets.devices'), \(member("targets.count")))"
                ),
                ("seconds", "$.limits.seconds"), ("ticket", "$.ticket"), ("emergency", "$.emergency"),
                ("root", "$.root.version"), ("signatures", "e.signatures"),
            ]
        ),
        View(
            name: "approvals",
            kinds: ["approval", "review", "denial", "cancel"],
            columns: [
                ("kind", "e.kind"), ("operation", "$.operation"), ("statement_sha256", "$.statementSha256"),
                ("verdict", "$.verdict"), ("issued", "$.issued"), ("expires", "$.expires"), ("devices", "$.devices"),
                ("signatures", "e.signatures"),
            ]
        ),
        View(
            name: "receipts",
            kinds: ["receipt"],
            columns: [
                ("operation", "$.operation"), ("device", "$.device"), ("sequence", "$.sequence"),
                ("outcome", "$.outcome"), ("code", "$.code"), ("exit", "$.exit"), ("signal", "$.signal"),
                ("rule", "$.rule"), ("admitted", "$.admitted"), ("started", "$.started"), ("ended", "$.ended"),
                ("leaf_index", "$.leafIndex"), ("previous", "$.previous"), ("mechanism", "$.limits.mechanism"),
                ("cpu_ms", "$.usage.cpuMs"), ("max_rss_bytes", "$.usage.maxRssBytes"),
                ("stdout_bytes", "$.stdout.bytes"), ("stdout_sha256", "$.stdout.sha256"),
                ("stderr_bytes", "$.stderr.bytes"), ("stderr_sha256", "$.stderr.sha256"),
                ("leftover", "$.leftover"), ("root", "$.root.version"), ("executor", "$.executorVersion"),
            ]
        ),
        View(
            name: "devices",
            kinds: ["device"],
            columns: [
                ("device", "@.device"), ("version", "@.version"), ("state", "@.state"), ("name", "@.name"),
                ("groups", "@.groups"), ("replaces", "@.replaces"), ("signatures", "e.signatures"),
            ],
            rows: "$.devices"
        ),
        View(
            name: "enrolments",
            kinds: ["enrolment"],
            columns: [
                ("device", "$.device"), ("issued", "$.issued"), ("receipt_key", "$.receiptKey"),
                ("agent_key", "$.agentKey"), ("sealing_key", "$.sealingKey"), ("csr_sha256", "$.csrSha256"),
                ("token_sha256", "$.tokenSha256"), ("root_sha256", "$.rootSha256"),
            ]
        ),
        View(
            name: "inventory",
            kinds: ["inventory"],
            columns: [
                ("device", "$.device"), ("seq", "$.seq"), ("boot", "$.bootId"), ("issued", "$.issued"),
                ("report_sha256", "$.report.sha256"), ("report_bytes", "$.report.bytes"),
            ]
        ),
        View(
            name: "roots",
            kinds: ["root"],
            columns: [
                ("version", "$.version"), ("issued", "$.issued"), ("expires", "$.expires"),
                ("threshold", "$.rootThreshold"), ("origin", "$.log.origin"), ("signatures", "e.signatures"),
            ]
        ),
        View(
            name: "statuses",
            kinds: ["status"],
            columns: [
                ("root", "$.root.version"), ("issued", "$.issued"), ("expires", "$.expires"),
                ("revoked_keys", "$.revokedKeys"), ("revoked_items", "$.revokedItems"),
            ]
        ),
        View(
            name: "catalogue",
            kinds: ["publish"],
            columns: [
                ("item", "$.item"), ("version", "$.version"), ("title_en", "$.title.en"), ("title_zh", "$.title.zh"),
                ("risk", "$.risk"), ("issued", "$.issued"),
            ]
        ),
        View(
            name: "releases",
            kinds: ["release"],
            columns: [("version", "$.version"), ("sequence", "$.sequence"), ("issued", "$.issued")]
        ),
        View(
            name: "access",
            kinds: ["access"],
            columns: [
                ("event", "$.event"), ("person", "$.person"), ("object", "$.object"), ("code", "$.code"),
                ("count", "$.count"), ("counts", "$.counts"), ("from", "$.from"), ("to", "$.to"),
            ]
        ),
        View(
            name: "installs",
            kinds: ["install"],
            columns: [
                ("person", "$.person"), ("host", "$.host"), ("host_key", "$.hostKey"), ("outcome", "$.outcome"),
                ("code", "$.code"), ("package_sha256", "$.packageSha256"),
            ]
        ),
        View(
            name: "system_events",
            kinds: ["system"],
            columns: [
                ("event", "$.event"), ("person", "$.person"), ("object", "$.object"), ("code", "$.code"),
                ("first", "$.first"), ("last", "$.last"),
            ]
        ),
        View(
            name: "notes",
            kinds: ["note"],
            columns: [("about", "$.about"), ("text_sha256", "$.text.sha256"), ("issued", "$.issued")]
        ),
    ]

    private static func member(_ path: String) -> String { "json_extract(e.statement, '$.\(path)')" }
}
