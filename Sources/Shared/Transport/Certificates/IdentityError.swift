/// Why a key, a certificate or a request could not be read, made or used.
package enum IdentityError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is named is not in the form it must have.
    case unreadable(String)
    /// The certificate may not issue others.
    case notAnAuthority
    /// The private key does not belong to the certificate.
    case keyMismatch
    /// The certificate signing request is longer than any of ours.
    case requestTooLarge(bytes: Int, limit: Int)
    /// The request's key is not on P-256.
    case requestKey
    /// The request is not signed by the key in it: nobody has shown to hold that key.
    case requestPossession
    /// A server name that is neither a DNS name nor an IP address.
    case serverName(String)
    /// A server certificate without a name would fit no client.
    case serverNamesMissing
    /// Signing failed.
    case issuing

    package var description: String {
        switch self {
        case .unreadable(let what):
            "\(what) cannot be read; check that it is complete and in the form that was written"
        case .notAnAuthority:
            "certificate is not a certificate authority's; give the file that holds the authority"
        case .keyMismatch:
            "private key does not belong to the certificate; give the pair that was made together"
        case .requestTooLarge(let bytes, let limit):
            "certificate request has \(bytes) bytes, at most \(limit) are taken; send a plain request"
        case .requestKey:
            "certificate request has a key that is not on P-256; make a P-256 key"
        case .requestPossession:
            "certificate request is not signed by its own key; sign it with the key that it carries"
        case .serverName(let name):
            "\"\(name)\" is neither a DNS name nor an IP address; give the name that agents dial"
        case .serverNamesMissing:
            "server certificate has no name; give at least one name or address that agents dial"
        case .issuing:
            "certificate could not be signed; check the authority's key"
        }
    }
}
