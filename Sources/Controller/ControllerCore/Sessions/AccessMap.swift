/// Every path on which something of a client's or a device is touched, with the entry that it writes.
///
/// The one table: routers are built from it and a test compares both, so that no path comes without its entry.
package enum AccessMap {
    /// One route of the people's API.
    package struct Route: Hashable, Sendable {
        package let method: Method
        /// With `{tenant}`, `{operation}`, `{device}`, `{sha256}` in place of what varies.
        package let path: String
        package let right: AccessRight
        package let entry: Written

        init(_ method: Method, _ path: String, _ right: AccessRight, _ entry: Written) {
            self.method = method
            self.path = path
            self.right = right
            self.entry = entry
        }
    }

    package enum Method: String, Hashable, Sendable {
        case get = "GET"
        case post = "POST"
    }

    /// What a path writes into which log.
    package enum Written: Hashable, Sendable {
        /// Nothing, for the reason given: no data of a client, no device.
        case nothing(because: String)
        /// `access/v1` with event `read` in the tenant's log; the object with `{…}` filled in.
        case read(object: String)
        /// `access/v1` with event `export` in the tenant's log.
        case export(object: String)
        /// `access/v1` with event `read` in `_provider`.
        case providerRead(object: String)
        /// `access/v1` with event `token` in the tenant's log.
        case token
        /// `access/v1` with event `sign-in` or `sign-out` in `_provider`.
        case signIn
        case signOut
        /// The statement itself as an entry, or `access/v1` with event `refused`.
        case statement
        /// The root as the first entry of a new log, and `system/v1` with event `tenant` in `_provider`.
        case newTenant
        /// The entry that the agent's message carries.
        case evidence(EvidenceKind)
        /// `system/v1` with event `ca`, object the device, code `renewal`.
        case renewal
    }

    package enum EvidenceKind: String, Hashable, Sendable {
        case enrolment, receipt, inventory
    }

    /// Message kinds of the two agent channels.
    package enum AgentPath: String, Hashable, Sendable, CaseIterable {
        case enrol, renew
        case hello, status, receipt, inventory, blob, progress, refused, judged, keepAlive
        case delivery, evidence, receiptProof, inventoryAnswer
    }

    private static let tenant = "/v1/tenants/{tenant}"

    /// The people's routes.
    package static let routes: [Route] = [
        Route(.post, "/v1/login/challenge", .none, .nothing(because: "a nonce is nobody's data")),
        Route(.post, "/v1/login", .none, .signIn),
        Route(.post, "/v1/logout", .session, .signOut),
        Route(.get, "/v1/tenants", .session, .providerRead(object: "tenants")),
        Route(.post, "/v1/tenants", .provider, .newTenant),
        Route(.post, "\(tenant)/draft", .provider, .nothing(because: "a log key and our own addresses")),
        Route(.get, "\(tenant)/root", .submit, .read(object: "root")),
        Route(.post, "\(tenant)/enrolment-files", .technician, .token),
        Route(.post, "\(tenant)/submissions", .submit, .statement),
        Route(.get, "\(tenant)/devices", .review, .read(object: "devices")),
        Route(.get, "\(tenant)/operations", .review, .read(object: "operations")),
        Route(.get, "\(tenant)/operations/{operation}", .review, .read(object: "operation {operation}")),
        Route(.get, "\(tenant)/operations/{operation}/watch", .review, .read(object: "watch {operation}")),
        Route(.get, "\(tenant)/inbox", .review, .read(object: "inbox")),
        Route(.get, "\(tenant)/inventory", .read, .read(object: "inventory")),
        Route(.get, "\(tenant)/inventory/{device}", .read, .read(object: "inventory {device}")),
        Route(.get, "\(tenant)/blobs/{sha256}", .review, .read(object: "blob {sha256}")),
        Route(.post, "\(tenant)/proofs", .review, .read(object: "proofs")),
        Route(.get, "\(tenant)/entries", .review, .read(object: "entries")),
        Route(.get, "\(tenant)/checkpoint", .submit, .nothing(because: "size and digest, made to be shown")),
        Route(.get, "\(tenant)/export", .read, .export(object: "log")),
    ]

    /// What a message of an agent, or one to it, writes.
    package static func entry(of path: AgentPath) -> Written {
        switch path {
        case .enrol: .evidence(.enrolment)
        case .renew: .renewal
        case .receipt: .evidence(.receipt)
        case .inventory: .evidence(.inventory)
        case .blob: .nothing(because: "named by a receipt that is an entry, and dropped without one")
        case .hello, .status: .nothing(because: "what the device holds of this very log")
        case .refused, .judged: .nothing(because: "no effect on the device; the order is an entry")
        case .progress: .nothing(because: "comfort for watchers, whose reading is an entry")
        case .keepAlive: .nothing(because: "no data")
        case .delivery, .evidence, .receiptProof: .nothing(because: "carries entries of the log and their proofs only")
        case .inventoryAnswer: .nothing(because: "answers an entry")
        }
    }
}
