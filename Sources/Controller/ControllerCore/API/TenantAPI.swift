/// `GET /v1/tenants`: the tenants that this session may read.
package struct TenantList: Codable, Hashable, Sendable {
    package var tenants: [TenantSummary]

    package init(tenants: [TenantSummary]) {
        self.tenants = tenants
    }
}

package struct TenantSummary: Codable, Hashable, Sendable {
    package var tenant: String
    package var rootVersion: UInt64
    package var rootSha256: String
    package var origin: String
    package var logSize: UInt64
    package var devices: Int
    package var connected: Int

    package init(
        tenant: String,
        rootVersion: UInt64,
        rootSha256: String,
        origin: String,
        logSize: UInt64,
        devices: Int,
        connected: Int
    ) {
        self.tenant = tenant
        self.rootVersion = rootVersion
        self.rootSha256 = rootSha256
        self.origin = origin
        self.logSize = logSize
        self.devices = devices
        self.connected = connected
    }
}

/// The controller's part of a new root, `POST /v1/tenants/{tenant}/draft`.
///
/// A log key made (or found) for the tenant and the addresses that agents dial. Nothing is logged; asking again gives
/// the same key.
package struct TenantDraft: Codable, Hashable, Sendable {
    package var origin: String
    /// vkey of the tenant's log key.
    package var logKey: String
    package var controllers: [Address]

    package init(origin: String, logKey: String, controllers: [Address]) {
        self.origin = origin
        self.logKey = logKey
        self.controllers = controllers
    }

    package struct Address: Codable, Hashable, Sendable {
        package var address: String
        package var caSha256: String

        package init(address: String, caSha256: String) {
            self.address = address
            self.caSha256 = caSha256
        }
    }
}

/// `POST /v1/tenants`: the first root of a tenant with its signatures (`root@countersign`, armored).
package struct TenantCreation: Codable, Hashable, Sendable {
    package var root: String
    package var signatures: [String]

    package init(root: String, signatures: [String]) {
        self.root = root
        self.signatures = signatures
    }
}

/// `GET /v1/tenants/{tenant}/root`: the current root as it stands in the log.
package struct RootAnswer: Codable, Hashable, Sendable {
    package var root: String
    package var signatures: [String]
    package var index: UInt64

    package init(root: String, signatures: [String], index: UInt64) {
        self.root = root
        self.signatures = signatures
        self.index = index
    }
}

/// `POST /v1/tenants/{tenant}/enrolment-files`.
package struct EnrolmentFileRequest: Codable, Hashable, Sendable {
    /// 1…1000.
    package var uses: Int
    /// 60…2,592,000 (30 days).
    package var validSeconds: Int64

    package init(uses: Int, validSeconds: Int64) {
        self.uses = uses
        self.validSeconds = validSeconds
    }
}

/// The enrolment file, as it is to be stored: it holds the only copy of the token.
package struct EnrolmentFileAnswer: Codable, Hashable, Sendable {
    package var file: String
    package var expires: String
    package var rootSha256: String

    package init(file: String, expires: String, rootSha256: String) {
        self.file = file
        self.expires = expires
        self.rootSha256 = rootSha256
    }
}
