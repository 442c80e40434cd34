/// How an installation ended.
package enum InstallOutcome: String, Hashable, Sendable, CaseIterable, JSONConvertible {
    case ok
    case failed
}
