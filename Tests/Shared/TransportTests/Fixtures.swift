import Glibc
import Model
import Testing

@testable import Transport

/// The authority, names and identities that the tests of this module share.
struct Fixtures {
    let authority: CertificateAuthority
    let tenant: TenantID
    let device: DeviceID

    /// The real time: TLS libraries of raw clients look at the system's clock.
    static var now: Timestamp { Timestamp(seconds: Int64(time(nil))) }

    init() throws {
        authority = try CertificateAuthority.make(name: "test agents", now: Self.now)
        tenant = try #require(TenantID("acme"))
        device = try #require(DeviceID("d-abcdefghijklmnopqrstuvwxyz"))
    }

    func server(_ names: [String] = ["127.0.0.1", "localhost"]) throws -> ServerIdentity {
        try authority.issueServer(names: names.map { try #require(ServerName($0)) }, now: Self.now)
    }

    func agent(
        named name: String? = nil,
        issuedAt now: Timestamp = Self.now,
        by authority: CertificateAuthority? = nil
    ) throws -> ChannelIdentity {
        let device = try name.map { try #require(DeviceID($0)) } ?? self.device
        let key = ChannelKey()
        let issued = try (authority ?? self.authority).issueAgent(
            requestDER: key.request(),
            tenant: tenant,
            device: device,
            now: now
        )
        return try ChannelIdentity(certificateDER: issued.der, key: key)
    }
}
