import Foundation

/// The folder that was named, with every JSON file in it.
struct VectorFolder {
    private let root: URL

    /// Nil if there is no such folder.
    init?(path: String) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            return nil
        }
        root = URL(fileURLWithPath: path, isDirectory: true).resolvingSymlinksInPath()
    }

    /// All JSON files below the folder, sorted by name.
    func files() -> [VectorFile] {
        let prefix = root.path.hasSuffix("/") ? root.path : root.path + "/"
        guard let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil) else { return [] }
        var files: [VectorFile] = []
        for case let url as URL in walk where url.pathExtension == "json" && url.path.hasPrefix(prefix) {
            files.append(VectorFile(url: url, name: String(url.path.dropFirst(prefix.count))))
        }
        return files.sorted { $0.name < $1.name }
    }
}

/// A JSON file and the files that lie beside it.
struct VectorFile {
    /// What can be seen of a file without knowing its schema.
    struct Shape {
        let format: String?
        let members: Set<String>
        /// Every member is an object with `line` and `fingerprint`.
        let isKeyList: Bool
    }

    let url: URL
    /// The path relative to the folder that was named.
    let name: String

    /// Whether the file belongs to the worked example, whose documents carry no format of their own.
    var isExample: Bool { url.pathComponents.dropLast().suffix(2).contains("example") }

    var shape: Shape? {
        guard let data = try? Data(contentsOf: url),
            let object = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any]
        else { return nil }
        let isKeyList =
            !object.isEmpty
            && object.values.allSatisfy { value in
                guard let entry = value as? [String: Any] else { return false }
                return entry["line"] is String && entry["fingerprint"] is String
            }
        return Shape(format: object["format"] as? String, members: Set(object.keys), isKeyList: isKeyList)
    }

    /// The file's content, names in camel case; integers up to 2^64 - 1 arrive exactly.
    func decode<Document: Decodable>(_ type: Document.Type) throws -> Document {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(contentsOf: url))
    }

    /// The file's own bytes.
    func bytes() throws -> [UInt8] {
        try Array(Data(contentsOf: url))
    }

    /// The bytes of a file that is named relative to this one's folder.
    func bytes(of path: String) throws -> [UInt8] {
        try Array(Data(contentsOf: url.deletingLastPathComponent().appendingPathComponent(path)))
    }
}
