import Foundation

extension TrustedTenant {
    /// Writes the whole log to a file as it comes; a transfer that breaks off leaves none.
    package func export(to path: String) async throws {
        let temporary = "\(path).part"
        guard FileManager.default.createFile(atPath: temporary, contents: nil, attributes: [.posixPermissions: 0o600]),
            let file = FileHandle(forWritingAtPath: temporary)
        else { throw ClientError.unwritable(path: path, cause: "the file can't be made") }
        do {
            try await api.export(tenant) { chunk in try file.write(contentsOf: chunk) }
            try file.synchronize()
            try file.close()
            guard rename(temporary, path) == 0 else {
                throw ClientError.unwritable(path: path, cause: String(cString: strerror(errno)))
            }
        } catch {
            try? FileManager.default.removeItem(atPath: temporary)
            throw error
        }
    }
}
