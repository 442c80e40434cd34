package import Model
package import TransparencyLog

/// What a look around this machine and at the controller found, before anything is made of it.
package struct DoctorFacts: Sendable {
    package var now: Timestamp
    package var home: Home
    package var signIn: SignIn
    package var tool: Tool
    /// Nil where no profile names a key.
    package var key: Key?
    package var session: Session
    /// Nil where no profile names an address.
    package var contact: Contact?
    package var tenants: [Tenant]
    /// The latest time that people signed and this home holds: the clock can't be before it.
    package var floor: Timestamp?

    package init(
        now: Timestamp,
        home: Home,
        signIn: SignIn,
        tool: Tool,
        key: Key? = nil,
        session: Session = .absent,
        contact: Contact? = nil,
        tenants: [Tenant] = [],
        floor: Timestamp? = nil
    ) {
        self.now = now
        self.home = home
        self.signIn = signIn
        self.tool = tool
        self.key = key
        self.session = session
        self.contact = contact
        self.tenants = tenants
        self.floor = floor
    }

    /// The folder of profile, session and pinned roots.
    package struct Home: Hashable, Sendable {
        package var path: String
        /// Permission bits; nil: there is no such folder.
        package var mode: UInt32?
        package var isOwn: Bool
        /// Files in it that others may read or write.
        package var exposed: [String]

        package init(path: String, mode: UInt32?, isOwn: Bool = true, exposed: [String] = []) {
            self.path = path
            self.mode = mode
            self.isOwn = isOwn
            self.exposed = exposed
        }
    }

    package enum SignIn: Hashable, Sendable {
        case absent
        case broken(path: String, cause: String)
        case present(url: String, authority: Digest)
    }

    /// ssh-keygen, with what `ssh -V` prints where there is an ssh.
    package enum Tool: Hashable, Sendable {
        case absent(path: String)
        case present(path: String, version: String?)
    }

    package struct Key: Hashable, Sendable {
        package enum State: Hashable, Sendable {
            case absent
            case unreadable(cause: String)
            case notAKey
            case exposed(mode: UInt32)
            case privateKey
            /// The public half, whose private half lies beside it.
            case besidePrivate
            case agent(Agent)
        }

        package enum Agent: Hashable, Sendable {
            case notSet
            case unreachable(socket: String)
            case lacksKey(held: Int)
            case holdsKey
        }

        package var path: String
        package var state: State

        package init(path: String, state: State) {
            self.path = path
            self.state = state
        }
    }

    package enum Session: Hashable, Sendable {
        case absent
        case present(expires: Timestamp)
    }

    /// What came of dialling the controller.
    package enum Contact: Equatable, Sendable {
        case nameUnknown(host: String)
        case refused(address: String)
        case silent(address: String)
        case failed(address: String, cause: String)
        /// Something answers, but not with TLS 1.3.
        case noTLS(address: String, cause: String)
        case seen(Sighting)
    }

    package struct Sighting: Equatable, Sendable {
        package var address: String
        /// SHA-256 of each certificate that was shown.
        package var chain: [Digest]
        package var notBefore: Timestamp
        package var notAfter: Timestamp
        /// By the `Date` of its answer.
        package var clock: Timestamp?
        /// Why a request with everything verified failed; nil: it did not.
        package var failure: ClientError?

        package init(
            address: String,
            chain: [Digest],
            notBefore: Timestamp,
            notAfter: Timestamp,
            clock: Timestamp?,
            failure: ClientError? = nil
        ) {
            self.address = address
            self.chain = chain
            self.notBefore = notBefore
            self.notAfter = notAfter
            self.clock = clock
            self.failure = failure
        }
    }

    package struct Tenant: Equatable, Sendable {
        package enum State: Equatable, Sendable {
            case follows(root: UInt64, expires: Timestamp, entries: UInt64)
            case fails(ClientError)
        }

        package var tenant: TenantID
        package var state: State

        package init(tenant: TenantID, state: State) {
            self.tenant = tenant
            self.state = state
        }
    }
}
