import ControllerCore
import ControllerStore
package import Model
import TransparencyLog
import Transport
package import Trust

/// What `begin` does: judges the provider's signed root and makes the provider's log with it as leaf 0.
package enum Beginning {
    package static func begin(
        _ folder: DataFolder,
        root text: StatementText,
        signatures: [String],
        zones: any TimeZoneSource,
        now: @escaping @Sendable () -> Timestamp
    ) async throws {
        let configuration = try ControllerConfiguration.read(folder)
        let keys = try ControllerKeys.read(folder)
        let signer = try LogKeys(folder: folder, configuration: configuration).signer(.provider)
        let held: HeldRoot
        do throws(Refusal) {
            held = try RootUpdate.judgeFirst(text, signatures: signatures, zones: zones)
        } catch {
            throw FoundingError.root(member: error.member, reason: error.reason.rawValue)
        }
        guard held.root.tenant == .provider else { throw FoundingError.notProvider(tenant: held.root.tenant.text) }
        if let member = RootOwnership.foreignMember(
            of: held.root,
            log: signer.verifierKey,
            address: configuration.agentsAddress,
            authority: keys.agentsAuthority.sha256
        ) {
            throw FoundingError.notOurs(member: member)
        }
        let log = try await TenantLog(
            storage: SQLiteLogStorage(path: folder.log(.provider)),
            signer: signer,
            clock: now
        )
        guard try await log.size() == 0 else { throw FoundingError.begun(path: folder.path) }
        _ = try await log.append([try LogDraft(kind: .root, text: text, signatures: signatures)])
    }
}

/// Whether a first root names this controller's own log key and address.
enum RootOwnership {
    /// The member that doesn't fit, nil where all does.
    static func foreignMember(
        of root: TrustRoot,
        log: NoteVerifierKey,
        address: String,
        authority: Digest
    ) -> String? {
        if root.version != 1 { return "version" }
        if root.log.key != log || root.log.origin != log.name { return "log.key" }
        if root.log.previous != nil { return "log.previous" }
        let isNamed = root.controllers.contains { $0.address == address && $0.caSHA256 == authority }
        return isNamed ? nil : "controllers"
    }
}
