import FoundationEssentials
import Model
import SwiftASN1
import TransparencyLog
@_spi(FixedExpiryValidationTime) import X509

/// Judges the chain that a controller presents against the one authority that the agent pins.
///
/// No other root counts, the system's least of all. The chain must carry the authority itself, because a new endpoint knows
/// its digest only.
struct ServerCertificateVerifier: Sendable {
    /// More certificates than this in a chain are refused unread.
    static let chainLimit = 8

    let authoritySHA256: Digest
    let server: ServerName
    let now: @Sendable () -> Timestamp

    func accepts(chainDER: [[UInt8]]) async -> Bool {
        guard
            chainDER.count <= Self.chainLimit,
            let leafDER = chainDER.first,
            let leaf = try? Certificate.read(leafDER, called: "server's certificate"),
            let authorityDER = chainDER.dropFirst().first(where: { Digest(sha256Of: $0) == authoritySHA256 }),
            let authority = try? Certificate.read(authorityDER, called: "authority's certificate"),
            authority.isAuthority, !leaf.isAuthority, leaf.isFor(.serverAuth)
        else { return false }

        let date = now().date
        let (name, address): (String?, String?) =
            switch server {
            case .dns(let name): (name, nil)
            case .address(let address): (nil, address)
            }
        var verifier = Verifier(rootCertificates: CertificateStore([authority])) {
            RFC5280Policy(fixedExpiryValidationTime: date)
            ServerIdentityPolicy(serverHostname: name, serverIP: address)
        }
        let result: CertificateValidationResult = await verifier.validate(leaf: leaf, intermediates: CertificateStore())
        guard case .validCertificate = result else { return false }
        return true
    }
}
