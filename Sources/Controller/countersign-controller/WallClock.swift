import Foundation
import Model

/// The one place of this program that reads the wall clock.
enum WallClock {
    static func now() -> Timestamp {
        Timestamp(seconds: Int64(Date().timeIntervalSince1970))
    }
}

/// Files that people name on the command line.
enum NamedFile {
    /// Reads a whole file.
    static func bytes(_ path: String) throws -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw NamedFileError(path: path)
        }
    }

    static func text(_ path: String) throws -> String {
        guard let text = String(validating: try bytes(path), as: UTF8.self) else { throw NamedFileError(path: path) }
        return text
    }
}

/// A file that can't be read.
struct NamedFileError: Error, CustomStringConvertible {
    let path: String

    var description: String { "cannot read \(path); check the path and its permissions" }
}
