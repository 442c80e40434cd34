/// What an access entry tells.
package enum AccessEvent: String, Hashable, Sendable, CaseIterable, JSONConvertible {
    case signIn = "sign-in"
    case signOut = "sign-out"
    case refused
    case read
    case export
    case unseal
    case token
    case failures
}
