import InventoryReport

/// Counts paragraphs of a package database by their state.
struct PackageTally {
    private let limit: Int
    private let listed: Int
    /// Bytes of the report that are still free for packages; the rest is for the other sections.
    private var budget = ReportLimits.reportBytes / 2
    private(set) var rows: [PackageRow] = []
    private(set) var configFiles: [String] = []
    private(set) var broken: [String] = []
    private(set) var held: [String] = []
    private(set) var installed: Int64 = 0
    private(set) var kibibytes: Int64 = 0
    private(set) var sawAny = false

    /// A tally of at most `limit` packages that names at most `listed` of each unusual state.
    init(limit: Int, listed: Int) {
        self.limit = limit
        self.listed = listed
    }

    /// Whether another package would be taken.
    var hasRoom: Bool { rows.count < limit && budget > 0 }

    /// Takes a paragraph; an empty one, between two blank lines, is nothing.
    ///
    /// `Status` has three words: wanted, flag, state. Image builders leave it out.
    mutating func add(_ paragraph: PackageParagraph) {
        guard !paragraph.isEmpty, hasRoom else { return }
        sawAny = true
        paragraph.status.withUnsafeBytes { status in
            let words = status.words(limit: 3)
            guard words.count == 3 else {
                if status.isEmpty { install(paragraph) }
                return
            }
            let (want, flag, state) = (words[0], words[1], words[2])
            if want.equals("hold") { note(paragraph, in: \.held) }
            let isHalf = state.starts(with: "half") || state.starts(with: "unpacked") || state.starts(with: "trig")
            if isHalf || flag.equals("reinstreq") { note(paragraph, in: \.broken) }
            if state.equals("config-files") { note(paragraph, in: \.configFiles) }
            if state.equals("installed") { install(paragraph) }
        }
    }

    private mutating func install(_ paragraph: PackageParagraph) {
        guard let row = paragraph.row else { return }
        rows.append(row)
        for text in [row.name, row.architecture, row.version, row.source, row.sourceVersion] { spend(text) }
        installed += 1
        let (sum, overflowed) = kibibytes.addingReportingOverflow(max(0, paragraph.kibibytes ?? 0))
        if !overflowed { kibibytes = sum }
    }

    private mutating func note(_ paragraph: PackageParagraph, in list: WritableKeyPath<PackageTally, [String]>) {
        guard self[keyPath: list].count < listed, let name = paragraph.nameText else { return }
        self[keyPath: list].append(name)
        spend(name)
    }

    /// Reckons with the longest spelling of each byte in the report, and with quotes and brackets.
    private mutating func spend(_ text: String?) {
        let length = (text ?? "null").utf8.reduce(8) { $0 + ($1 < 0x20 ? 6 : $1 == 0x22 || $1 == 0x5C ? 2 : 1) }
        budget -= length
    }
}
