import Foundation

extension TrustedTenant {
    /// Writes the whole log to a file as it comes; a transfer that breaks off leaves none.
    ///
    /// - Parameter progress: gets the bytes written so far.
    package func export(to path: String, progress: (UInt64) -> Void = { _ in }) async throws {
        let temporary = "\(path).part"
        guard FileManager.default.createFile(atPath: temporary, contents: nil, attributes: [.posixPermissions: 0o600]),
            let file = FileHandle(forWritingAtPath: temporary)
        else { throw ClientError.unwritable(path: path, cause: "the file can't be made") }
        do {
            var bytes: UInt64 = 0
            try await api.export(tenant) { chunk in
                try file.write(contentsOf: chunk)
                bytes += UInt64(chunk.count)
                progress(bytes)
            }
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
