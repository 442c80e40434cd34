import InventoryReport

/// Counts paragraphs of a package database by their state.
struct PackageTally {
    private let limit: Int
    private let listed: Int
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
    var hasRoom: Bool { rows.count < limit }

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
            if want.equals("hold") { Self.note(paragraph, in: &held, listed) }
            let isHalf = state.starts(with: "half") || state.starts(with: "unpacked") || state.starts(with: "trig")
            if isHalf || flag.equals("reinstreq") { Self.note(paragraph, in: &broken, listed) }
            if state.equals("config-files") { Self.note(paragraph, in: &configFiles, listed) }
            if state.equals("installed") { install(paragraph) }
        }
    }

    private mutating func install(_ paragraph: PackageParagraph) {
        guard let row = paragraph.row else { return }
        rows.append(row)
        installed += 1
        let (sum, overflowed) = kibibytes.addingReportingOverflow(max(0, paragraph.kibibytes ?? 0))
        if !overflowed { kibibytes = sum }
    }

    private static func note(_ paragraph: PackageParagraph, in list: inout [String], _ limit: Int) {
        guard list.count < limit, let name = paragraph.nameText else { return }
        list.append(name)
    }
}
