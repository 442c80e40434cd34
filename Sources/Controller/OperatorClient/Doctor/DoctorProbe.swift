import Glibc
package import Model
import SSHSIG
import TransparencyLog
package import Trust

/// Looks around: files, ssh-keygen, the agent, the controller.
///
/// Changes nothing but what every command changes.
package struct DoctorProbe: Sendable {
    package let home: ClientHome
    package let environment: [String: String]
    package let zones: any TimeZoneSource

    package init(home: ClientHome, environment: [String: String], zones: any TimeZoneSource) {
        self.home = home
        self.environment = environment
        self.zones = zones
    }

    /// All facts of this machine and of the controller that the profile names.
    package func look(now: Timestamp) async -> DoctorFacts {
        var facts = DoctorFacts(now: now, home: homeFact(), signIn: .absent, tool: toolFact())
        let profile: Profile
        do {
            guard let held = try home.readJSON(Profile.self, from: Profile.file) else { return facts }
            profile = held
        } catch {
            facts.signIn = .broken(path: "\(home.path)/\(Profile.file)", cause: Self.cause(error))
            return facts
        }
        facts.key = keyFact(profile.key)
        guard let authority = profile.authority, let server = try? ServerURL(profile.url) else {
            facts.signIn = .broken(
                path: "\(home.path)/\(Profile.file)",
                cause: "address or authority are not what this version wrote"
            )
            return facts
        }
        facts.signIn = .present(url: profile.url, authority: Digest(sha256Of: authority))
        let session = try? home.readJSON(StoredSession.self, from: StoredSession.file)
        if let session, let expires = Timestamp(session.expires) { facts.session = .present(expires: expires) }
        let tenants = home.knownTenants
        facts.floor = tenants.compactMap { pinnedAt($0) }.max()
        facts.contact = await ControllerSighting.look(host: server.host, port: server.port)
        guard case .seen(var sighting)? = facts.contact, let session,
            let api = try? APIClient(url: profile.url, authority: authority, token: session.token)
        else { return facts }
        // Everything verified, as every other command asks.
        do throws(ClientError) {
            _ = try await api.tenants()
            for tenant in tenants { facts.tenants.append(await look(at: tenant, api)) }
        } catch {
            sighting.failure = error
            facts.contact = .seen(sighting)
        }
        await api.close()
        return facts
    }

    private static func cause(_ error: ClientError) -> String {
        if case .unreadable(_, let cause) = error { return cause }
        return error.description
    }

    // MARK: Files

    private static func mode(_ path: String) -> (mode: UInt32, owner: UInt32)? {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        return (facts.st_mode & 0o7777, facts.st_uid)
    }

    private func homeFact() -> DoctorFacts.Home {
        guard let found = Self.mode(home.path) else { return DoctorFacts.Home(path: home.path, mode: nil) }
        let exposed = [Profile.file, StoredSession.file].map { "\(home.path)/\($0)" }
            .filter { path in Self.mode(path).map { $0.mode & 0o077 != 0 } ?? false }
        return DoctorFacts.Home(
            path: home.path,
            mode: found.mode,
            isOwn: found.owner == geteuid(),
            exposed: exposed
        )
    }

    private func pinnedAt(_ tenant: TenantID) -> Timestamp? {
        let pinned = try? home.readJSON(PinnedRoots.self, from: PinnedRoots.file(tenant))
        return try? pinned?.chain(zones: zones).current.root.issued
    }

    // MARK: Signing

    private func toolFact() -> DoctorFacts.Tool {
        guard PlainFile.exists(SSHKeygen.program) else { return .absent(path: SSHKeygen.program) }
        let said = ChildProgram(path: "/usr/bin/ssh", arguments: ["-V"], environment: environment)
            .run(input: []) { _ in }
        let version = said.map { String(decoding: $0.errors, as: UTF8.self) }?
            .split(separator: "\n").first { $0.hasPrefix("OpenSSH_") }.map(String.init)
        return .present(path: SSHKeygen.program, version: version)
    }

    private func keyFact(_ path: String) -> DoctorFacts.Key {
        DoctorFacts.Key(path: path, state: keyState(path))
    }

    private func keyState(_ path: String) -> DoctorFacts.Key.State {
        let bytes: [UInt8]
        do {
            guard let read = try PlainFile.readIfPresent(path, limit: 65_536) else { return .absent }
            bytes = read
        } catch {
            return .unreadable(cause: Self.cause(error))
        }
        if bytes.starts(with: "-----BEGIN ".utf8) {
            let mode = Self.mode(path)?.mode ?? 0
            return mode & 0o077 == 0 ? .privateKey : .exposed(mode: mode)
        }
        guard let key = try? PublicKeyFile.read(path) else { return .notAKey }
        if path.hasSuffix(".pub"), PlainFile.exists(String(path.dropLast(4))) { return .besidePrivate }
        return .agent(agentState(key))
    }

    private func agentState(_ key: SSHPublicKey) -> DoctorFacts.Key.Agent {
        guard let socket = environment["SSH_AUTH_SOCK"], !socket.isEmpty else { return .notSet }
        let said = ChildProgram(path: "/usr/bin/ssh-add", arguments: ["-L"], environment: environment)
            .run(input: []) { _ in }
        // 0: keys follow, 1: it holds none, 2: it can't be asked.
        guard let said, said.status != 2 else { return .unreachable(socket: socket) }
        guard said.status == 0 else { return .lacksKey(held: 0) }
        let lines = String(decoding: said.output, as: UTF8.self).split(separator: "\n")
        let held = lines.contains { line in
            (try? SSHPublicKey(line: line.split(separator: " ").prefix(2).joined(separator: " "))) == key
        }
        return held ? .holdsKey : .lacksKey(held: lines.count)
    }

    // MARK: Roots

    private func look(at tenant: TenantID, _ api: APIClient) async -> DoctorFacts.Tenant {
        do throws(ClientError) {
            let opened = try await TrustedTenant.open(tenant, api: api, home: home, zones: zones) { _ in }
            let entries = try await opened.latestCheckpoint().checkpoint.size
            return DoctorFacts.Tenant(
                tenant: tenant,
                state: .follows(root: opened.root.version, expires: opened.root.expires, entries: entries)
            )
        } catch {
            return DoctorFacts.Tenant(tenant: tenant, state: .fails(error))
        }
    }
}
