package import Model
import TransparencyLog

/// The sessions that are open, by the digest of their bearer secret.
package struct SessionTable: Sendable {
    /// The most sessions of one key; the oldest gives way.
    package static let perKey = 16

    private var sessions: [Digest: ReadingSession] = [:]

    package init() {}

    package var count: Int { sessions.count }

    /// Opens a session and gives its secret, which is not kept.
    package mutating func open(
        _ session: ReadingSession,
        now: Timestamp,
        random: inout some RandomNumberGenerator
    ) -> BearerSecret {
        sessions = sessions.filter { !$0.value.isOver(at: now) }
        let own = sessions.filter { $0.value.key == session.key }.sorted { $0.value.started < $1.value.started }
        for (digest, _) in own.prefix(max(0, own.count - Self.perKey + 1)) { sessions.removeValue(forKey: digest) }
        let secret = BearerSecret.make(random: &random)
        sessions[secret.sha256] = session
        return secret
    }

    /// The session of a bearer secret; nil for an unknown one or one that is over.
    package func session(_ secret: BearerSecret, now: Timestamp) -> ReadingSession? {
        guard let session = sessions[secret.sha256], !session.isOver(at: now) else { return nil }
        return session
    }

    /// Ends a session and gives what it was.
    @discardableResult
    package mutating func close(_ secret: BearerSecret) -> ReadingSession? {
        sessions.removeValue(forKey: secret.sha256)
    }
}
