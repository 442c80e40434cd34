import Foundation
import Glibc
package import Model

/// The folder of a person's command line: `$COUNTERSIGN_HOME`, else `~/.config/countersign`.
///
/// Made with mode 0700; files in it have 0600 and are replaced as a whole.
package struct ClientHome: Sendable {
    package let path: String

    package init(environment: [String: String]) {
        if let own = environment["COUNTERSIGN_HOME"], !own.isEmpty {
            path = own
        } else if let base = environment["XDG_CONFIG_HOME"], base.hasPrefix("/") {
            path = base + "/countersign"
        } else {
            path = (environment["HOME"] ?? ".") + "/.config/countersign"
        }
    }

    package init(path: String) {
        self.path = path
    }

    /// The bytes of a file; nil if there is none.
    package func read(_ name: String) throws(ClientError) -> [UInt8]? {
        try PlainFile.readIfPresent("\(path)/\(name)")
    }

    /// Writes a file so that a crash leaves the old or the new one.
    package func write(_ bytes: [UInt8], to name: String) throws(ClientError) {
        let file = "\(path)/\(name)"
        try PlainFile.makeFolder((file as NSString).deletingLastPathComponent)
        try PlainFile.write(bytes, to: file)
    }

    /// Marks a file as looked at now.
    func touch(_ name: String) {
        _ = utimes("\(path)/\(name)", nil)
    }

    /// Seconds since a file was written or marked; nil if there is none.
    package func age(of name: String, now: Timestamp) -> Int64? {
        var facts = stat()
        guard stat("\(path)/\(name)", &facts) == 0 else { return nil }
        return now.seconds - Int64(facts.st_mtim.tv_sec)
    }

    /// Removes a file if it is there.
    package func remove(_ name: String) {
        try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }

    /// Reads a JSON file; nil if there is none.
    package func readJSON<Value: Decodable>(_ type: Value.Type, from name: String) throws(ClientError) -> Value? {
        guard let bytes = try read(name) else { return nil }
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw .unreadable(path: "\(path)/\(name)", cause: "it is not what this version wrote; sign in again")
        }
    }

    package func writeJSON(_ value: some Encodable, to name: String) throws(ClientError) {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try write([UInt8](try encoder.encode(value)) + [0x0A], to: name)
        } catch let error as ClientError {
            throw error
        } catch {
            throw .unwritable(path: "\(path)/\(name)", cause: "\(error)")
        }
    }
}
