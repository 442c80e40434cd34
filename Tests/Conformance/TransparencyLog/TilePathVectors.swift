import TransparencyLog

/// `tiles/paths.json`: names of tiles, names to refuse, and the tiles of trees.
enum TilePathVectors: VectorFamily {
    private struct Document: Decodable {
        struct Path: Decodable {
            let level: Level
            let index: UInt64
            let width: Int
            let path: String
        }

        struct Size: Decodable {
            let size: UInt64
            let tiles: [String]?
            let count: UInt64
            let partial: [String]
        }

        let valid: [Path]
        let invalid: [String]
        let sizes: [Size]
    }

    /// A number, or the word `entries`.
    private enum Level: Decodable {
        case hashes(UInt8)
        case entries

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let level = try? value.decode(UInt8.self) {
                self = .hashes(level)
            } else if try value.decode(String.self) == "entries" {
                self = .entries
            } else {
                throw DecodingError.dataCorruptedError(in: value, debugDescription: "level is no number or \"entries\"")
            }
        }

        var content: TilePath.Content {
            switch self {
            case .hashes(let level): .hashes(level: level)
            case .entries: .entries
            }
        }
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        let document = try file.decode(Document.self)
        for path in document.valid { report.add(outcome(of: path), file: file.name) }
        for path in document.invalid {
            let actual = TilePath(path) == nil ? "invalid" : "valid"
            report.add(Outcome(case: path, expected: "invalid", actual: actual), file: file.name)
        }
        for size in document.sizes { report.add(outcome(of: size), file: file.name) }
    }

    private static func outcome(of path: Document.Path) -> Outcome {
        let made = TilePath(content: path.level.content, index: path.index, width: path.width)
        var outcome = Outcome(case: path.path, expected: path.path, actual: made?.text ?? "invalid")
        // Read and written name the same tile.
        outcome.demand("read", expected: made?.text, actual: TilePath(path.path)?.text)
        if made != TilePath(path.path) { outcome.demand("parts", expected: "equal", actual: "different") }
        return outcome
    }

    private static func outcome(of size: Document.Size) -> Outcome {
        let name = "size-\(size.size)"
        guard let layout = TileLayout(size: size.size) else {
            return Outcome(case: name, expected: size.count.description, actual: "no layout")
        }
        var outcome = Outcome(case: name, expected: size.count.description, actual: layout.tileCount.description)
        outcome.demand(
            "partial",
            expected: size.partial.joined(separator: " "),
            actual: layout.partialTiles.map(\.text).joined(separator: " ")
        )
        if let tiles = size.tiles {
            let own = layout.tiles.map(\.text).joined(separator: " ")
            outcome.demand("tiles", expected: tiles.joined(separator: " "), actual: own)
        }
        return outcome
    }
}
