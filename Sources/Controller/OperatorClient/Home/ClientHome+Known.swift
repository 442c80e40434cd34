import Foundation
package import Model

/// What a home holds of clients, without asking anybody; what is missing or broken is left out.
extension ClientHome {
    /// Clients whose root is pinned here.
    package var knownTenants: [TenantID] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/tenants")) ?? []
        return names.sorted().compactMap { TenantID($0) }
            .filter { PlainFile.exists("\(path)/\(PinnedRoots.file($0))") }
    }

    private func targets(of tenant: TenantID) -> [Target] {
        let known = try? readJSON(KnownDevices.self, from: KnownDevices.file(tenant))
        return (known ?? nil)?.targets.filter { $0.state != .retired } ?? []
    }

    /// Names of the devices that were verified here, and ids of those without one that every shell takes as a plain word.
    package func knownDevices(of tenant: TenantID) -> [String] {
        targets(of: tenant).map { Self.isPlainWord($0.name) ? $0.name : $0.id.text }
    }

    package func knownGroups(of tenant: TenantID) -> [String] {
        Set(targets(of: tenant).flatMap(\.groups).map(\.text)).filter(Self.isPlainWord).sorted()
    }

    /// Whether no shell sees more in a word than the word: letters, digits and `._-`, with no dash first.
    ///
    /// A device's name is up to a technician, and bash expands the words that a completion offers (`compgen -W`): `$(…)`
    /// in a name would run on the machine of whoever presses Tab.
    static func isPlainWord(_ text: String) -> Bool {
        !text.isEmpty && !text.hasPrefix("-")
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
                    || "._-".unicodeScalars.contains(scalar)
            }
    }

    private static func operationsFile(_ tenant: TenantID) -> String { "tenants/\(tenant)/operations.json" }

    /// The operations last seen here, newest first.
    package func recentOperations(of tenant: TenantID) -> [String] {
        let ids = try? readJSON([String].self, from: Self.operationsFile(tenant))
        return (ids ?? nil)?.filter { OperationID($0) != nil } ?? []
    }

    /// Keeps ids for completion; a home that can't be written to loses nothing that matters.
    package func remember(_ ids: [OperationID], of tenant: TenantID) {
        let held = recentOperations(of: tenant)
        // Ids begin with the time at which they were made.
        let kept = Array(Set(held + ids.map(\.text)).sorted(by: >).prefix(50))
        if kept != held { try? writeJSON(kept, to: Self.operationsFile(tenant)) }
    }
}
