import ControllerCore
import Foundation
import Model
import OperatorClient
import Trust

/// What a command works with: console, home, the controller that the person signed in to.
struct Workplace: Sendable {
    let console: Console
    let home: ClientHome
    let environment: [String: String]
    let zones = TimeZoneFolder.system

    static func start() -> Workplace {
        let environment = ProcessInfo.processInfo.environment
        return Workplace(
            console: .standard(),
            home: ClientHome(environment: environment),
            environment: environment
        )
    }

    var now: Timestamp { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) }

    func profile() throws(ClientError) -> Profile {
        guard let profile = try home.readJSON(Profile.self, from: Profile.file) else { throw .notSignedIn }
        return profile
    }

    func session() throws(ClientError) -> StoredSession {
        guard let session = try home.readJSON(StoredSession.self, from: StoredSession.file) else { throw .notSignedIn }
        guard !session.isOver(at: now) else { throw .sessionOver }
        return session
    }

    /// A signer with the person's key; prompts for touch and PIN go to the terminal.
    func keygen(_ profile: Profile) -> SSHKeygen {
        let console = console
        return SSHKeygen(key: profile.key, environment: environment) { words in
            console.notePage(words.trimmingCharacters(in: .newlines))
        }
    }

    /// Opens the API with the stored session and closes it afterwards.
    func withAPI<Result>(
        _ body: (APIClient, StoredSession) async throws -> Result
    ) async throws -> Result {
        let profile = try profile()
        let session = try session()
        guard let authority = profile.authority else {
            throw ClientError.unreadable(path: "\(home.path)/\(Profile.file)", cause: "its CA does not have its digest")
        }
        let api = try APIClient(url: profile.url, authority: authority, token: session.token)
        do {
            let result = try await body(api, session)
            await api.close()
            return result
        } catch {
            await api.close()
            throw error
        }
    }

    /// How long those who only read go by the root that they saw last.
    private static let rootSeconds: Int64 = 300

    /// Opens a client company, with its root followed up to the newest.
    ///
    /// - Parameter onlyReading: nothing is signed, so a root seen minutes ago will do.
    func withTenant<Result>(
        _ name: String?,
        expected: String? = nil,
        onlyReading: Bool = false,
        _ body: (TrustedTenant) async throws -> Result
    ) async throws -> Result {
        try await withAPI { api, session in
            let tenant = try session.tenant(named: name)
            let opened = try await TrustedTenant.open(
                tenant,
                api: api,
                home: home,
                zones: zones,
                expected: expected.map { text throws(ClientError) in try DigestText.parse(text) },
                asksForRoot: !(onlyReading && sawRoot(of: tenant)),
                notice: { console.note($0) }
            )
            if let days = RootExpiry.daysLeft(opened.root, now: now) {
                console.note(Catalogue.expiresSoon(days: days, tenant: tenant))
            }
            return try await body(opened)
        }
    }

    private func sawRoot(of tenant: TenantID) -> Bool {
        guard let age = home.age(of: PinnedRoots.file(tenant), now: now) else { return false }
        return (0..<Self.rootSeconds).contains(age)
    }

    /// Asks for a yes, or for the number of targets; throws if nothing is to be signed.
    func confirm(targets: Int, given: Int?) throws(ClientError) {
        switch try TargetConfirmation.need(targets: targets, given: given, isTerminal: console.isInteractive) {
        case .nothing: return
        case .yes:
            guard isYes(console.ask(Catalogue.confirm(count: targets))) else { throw .declined }
        case .count(let count):
            guard console.ask(Catalogue.confirmCount(count)) == String(count) else { throw .declined }
        }
    }

    /// Asks for a yes to one statement.
    func confirm(given: Int?) throws(ClientError) {
        if given != nil { return }
        guard console.isInteractive else { throw .confirmationMissing(count: 1) }
        guard isYes(console.ask(Catalogue.confirmWord)) else { throw .declined }
    }

    private func isYes(_ answer: String?) -> Bool {
        ["y", "yes", "是"].contains(answer?.lowercased() ?? "")
    }

    /// Signs a statement and submits it.
    func submit(
        _ kind: EntryKind,
        _ text: StatementText,
        blobs: [String] = [],
        content: String? = nil,
        to tenant: TrustedTenant
    ) async throws -> SubmissionAnswer {
        let profile = try profile()
        if console.isInteractive { console.note(Catalogue.signing(profile.key)) }
        let signature = try keygen(profile).sign(text, namespace: kind.namespace ?? "")
        return try await tenant.submit(
            Submission(
                kind: kind.rawValue,
                statement: text.string,
                signatures: [signature],
                blobs: blobs,
                content: content
            ),
            expecting: text
        )
    }
}
