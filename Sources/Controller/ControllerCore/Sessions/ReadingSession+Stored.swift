package import Model
package import SSHSIG

extension ReadingSession {
    /// Takes up a stored session; who its key is is judged anew with each request anyway.
    package init(key: SSHPublicKey, started: Timestamp, expires: Timestamp) {
        self.key = key
        self.started = started
        // A stored end is believed only as far as a session may last.
        self.expires = min(expires, started.adding(seconds: Self.lifetimeSeconds))
        memberships = []
    }
}
