import ArgumentParser
import Foundation
import Model
import OperatorClient

/// What a shell may complete from what this home holds already; nothing is asked of the controller.
enum KnownWords {
    /// Names of devices, and ids of those that have none that is a plain word.
    static let devices = CompletionKind.custom { _, _, _ in
        home.knownTenants.flatMap { home.knownDevices(of: $0) }
    }

    static let operations = CompletionKind.custom { _, _, _ in
        home.knownTenants.flatMap { home.recentOperations(of: $0) }
    }

    static let tenants = CompletionKind.custom { _, _, _ in home.knownTenants.map(\.text) }

    static let conditions = CompletionKind.custom { _, _, _ in
        let groups = home.knownTenants.flatMap { home.knownGroups(of: $0) }
        return groups.map { "group=\($0)" } + ["name="] + DeviceState.allCases.map { "state=\($0.rawValue)" }
    }

    private static var home: ClientHome { ClientHome(environment: ProcessInfo.processInfo.environment) }
}
