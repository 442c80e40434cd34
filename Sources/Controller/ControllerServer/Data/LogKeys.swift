package import Model
package import TransparencyLog

/// The keys with which the tenants' logs sign: one file each, 32 bytes in hex.
package struct LogKeys: Sendable {
    private let folder: DataFolder
    private let configuration: ControllerConfiguration

    package init(folder: DataFolder, configuration: ControllerConfiguration) {
        self.folder = folder
        self.configuration = configuration
    }

    /// The key of a tenant's log.
    ///
    /// - Throws: `logKeyMissing`, `unreadable`.
    package func signer(_ tenant: TenantID) throws(DataFolderError) -> NoteSigner {
        let path = path(tenant)
        guard PrivateFile.exists(path) else { throw .logKeyMissing(tenant: tenant.text, path: path) }
        let text = try PrivateFile.readText(path)
        guard let seed = Hex.decode(String(text.filter { !$0.isWhitespace })) else {
            throw .unreadable(path: path, cause: "it is no key of 64 hexadecimal digits")
        }
        do {
            return try NoteSigner(name: configuration.logOrigin(tenant), seed: seed)
        } catch {
            throw .unreadable(path: path, cause: "\(error)")
        }
    }

    /// The key of a tenant's log, made if there is none: asking again gives the same.
    package func signerMadeIfMissing(_ tenant: TenantID) throws -> NoteSigner {
        guard !PrivateFile.exists(path(tenant)) else { return try signer(tenant) }
        let signer = try NoteSigner.generate(name: configuration.logOrigin(tenant))
        do {
            try PrivateFile.create(path(tenant), Array("\(Hex.encode(signer.seed))\n".utf8))
        } catch {
            // Two requests at once: the first one's key counts.
            guard PrivateFile.exists(path(tenant)) else { throw error }
            return try self.signer(tenant)
        }
        return signer
    }

    private func path(_ tenant: TenantID) -> String { folder.key("log-\(tenant).seed") }
}
