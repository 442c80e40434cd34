package import TransparencyLog

/// The log that a root speaks of: its name, its key, and the log that it follows after a loss.
package struct RootLog: Hashable, Sendable {
    package let origin: String
    /// Signs the checkpoints of this origin.
    package let key: NoteVerifierKey
    package let previous: PreviousLog?

    package init(origin: String, key: NoteVerifierKey, previous: PreviousLog? = nil) {
        self.origin = origin
        self.key = key
        self.previous = previous
    }
}

/// The last known state of the log of an earlier epoch.
package struct PreviousLog: Hashable, Sendable {
    package let origin: String
    package let size: UInt64
    package let root: Digest

    package init(origin: String, size: UInt64, root: Digest) {
        self.origin = origin
        self.size = size
        self.root = root
    }
}

/// Who watches the log, and how many of them must have seen a checkpoint how recently.
package struct WitnessPolicy: Hashable, Sendable {
    /// Distinct witnesses; 0 means that nobody watches.
    package let quorum: Int
    /// How old the newest cosignature may be.
    package let maximumAgeSeconds: Int64
    package let list: [Witness]

    package init(quorum: Int, maximumAgeSeconds: Int64, list: [Witness]) {
        self.quorum = quorum
        self.maximumAgeSeconds = maximumAgeSeconds
        self.list = list
    }
}

/// One witness: its key and where it takes checkpoints.
package struct Witness: Hashable, Sendable {
    package let key: NoteVerifierKey
    package let url: String

    package init(key: NoteVerifierKey, url: String) {
        self.key = key
        self.url = url
    }
}

/// Whether devices ask for a recent status statement before they run anything.
package struct StatusPolicy: Hashable, Sendable {
    package let required: Bool
    package let maximumAgeSeconds: Int64

    package init(required: Bool, maximumAgeSeconds: Int64) {
        self.required = required
        self.maximumAgeSeconds = maximumAgeSeconds
    }
}

/// A time-stamp authority, named by its certificate (RFC 3161).
package struct TimestampAuthority: Hashable, Sendable {
    /// Over the certificate's DER.
    package let certificateSHA256: Digest
    /// The policies under which its time-stamps are taken, as dotted object identifiers.
    package let policies: [String]

    package init(certificateSHA256: Digest, policies: [String]) {
        self.certificateSHA256 = certificateSHA256
        self.policies = policies
    }
}

/// Where a controller listens for agents, and the certification authority that its certificate must chain to.
package struct ControllerAddress: Hashable, Sendable {
    /// `host:port`; a name, an IPv4 address, or an IPv6 address in brackets.
    package let address: String
    /// Over the authority's DER.
    package let caSHA256: Digest

    package init(address: String, caSHA256: Digest) {
        self.address = address
        self.caSHA256 = caSHA256
    }

    /// The address without the port.
    package var host: String {
        guard let colon = address.utf8.lastIndex(of: UInt8(ascii: ":")) else { return address }
        return String(address[..<colon])
    }
}
