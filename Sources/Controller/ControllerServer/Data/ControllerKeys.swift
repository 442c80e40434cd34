package import Model
import SwiftASN1
import TransparencyLog
package import Transport

/// The controller's authorities, certificates and log keys.
///
/// None of them makes an endpoint act.
package struct ControllerKeys: Sendable {
    package let agentsAuthority: CertificateAuthority
    package let peopleAuthority: CertificateAuthority
    package let agentsServer: ServerIdentity
    package let peopleServer: ServerIdentity

    /// Makes all keys and saves them.
    package static func make(
        in folder: DataFolder,
        configuration: ControllerConfiguration,
        now: Timestamp
    ) throws -> ControllerKeys {
        let names = configuration.hosts.compactMap { ServerName($0) }
        let agents = try CertificateAuthority.make(name: "Countersign agents \(configuration.name)", now: now)
        let people = try CertificateAuthority.make(name: "Countersign people \(configuration.name)", now: now)
        let keys = ControllerKeys(
            agentsAuthority: agents,
            peopleAuthority: people,
            agentsServer: try agents.issueServer(names: names, now: now, days: serverDays),
            peopleServer: try people.issueServer(names: names, now: now, days: serverDays)
        )
        try keys.save(in: folder)
        return keys
    }

    /// Two years: until a command renews server certificates they must not end unseen.
    private static let serverDays: Int64 = 730

    package static func read(_ folder: DataFolder) throws(DataFolderError) -> ControllerKeys {
        let agents = try authority("agents-ca", folder)
        let people = try authority("people-ca", folder)
        return ControllerKeys(
            agentsAuthority: agents,
            peopleAuthority: people,
            agentsServer: try server("agents-server", under: agents, folder),
            peopleServer: try server("people-server", under: people, folder)
        )
    }

    private func save(in folder: DataFolder) throws(DataFolderError) {
        for (name, authority) in [("agents-ca", agentsAuthority), ("people-ca", peopleAuthority)] {
            try Self.save(name, certificate: authority.certificateDER, key: authority.keyPEM, folder)
        }
        for (name, server) in [("agents-server", agentsServer), ("people-server", peopleServer)] {
            try Self.save(name, certificate: server.chainDER.first ?? [], key: server.keyPEM, folder)
        }
    }

    private static func save(_ name: String, certificate: [UInt8], key: String, _ folder: DataFolder)
        throws(DataFolderError)
    {
        let pem = PEMDocument(type: "CERTIFICATE", derBytes: certificate).pemString
        try PrivateFile.create(folder.key("\(name).crt"), Array("\(pem)\n".utf8))
        try PrivateFile.create(folder.key("\(name).key"), Array("\(key)\n".utf8))
    }

    private static func authority(_ name: String, _ folder: DataFolder) throws(DataFolderError) -> CertificateAuthority
    {
        let certificate = try certificate(name, folder)
        let key = try PrivateFile.readText(folder.key("\(name).key"))
        do {
            return try CertificateAuthority(certificateDER: certificate, keyPEM: key)
        } catch {
            throw .unreadable(path: folder.key(name), cause: "\(error)")
        }
    }

    private static func server(_ name: String, under authority: CertificateAuthority, _ folder: DataFolder)
        throws(DataFolderError) -> ServerIdentity
    {
        let certificate = try certificate(name, folder)
        let key = try PrivateFile.readText(folder.key("\(name).key"))
        do {
            return try ServerIdentity(chainDER: [certificate, authority.certificateDER], keyPEM: key)
        } catch {
            throw .unreadable(path: folder.key(name), cause: "\(error)")
        }
    }

    private static func certificate(_ name: String, _ folder: DataFolder) throws(DataFolderError) -> [UInt8] {
        let path = folder.key("\(name).crt")
        let text = try PrivateFile.readText(path)
        guard let document = try? PEMDocument(pemString: text), document.discriminator == "CERTIFICATE" else {
            throw .unreadable(path: path, cause: "it is no PEM certificate")
        }
        return document.derBytes
    }
}
