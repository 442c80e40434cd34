import ControllerCore
import Logging
import Model
import SSHSIG
import TransparencyLog
import Trust

/// Who is signed in: challenges, sessions, and how many streams each session has open.
actor SessionDesk {
    /// Streams of one session at once.
    static let streams = 8

    private var challenges = LoginChallenges()
    private var table = SessionTable()
    /// Sessions from before the last start, once they were asked for.
    private var restored: [Digest: ReadingSession] = [:]
    private var open: [Digest: Int] = [:]
    private var addresses = RateLimiter<String>(burst: 60)
    /// Each request of a session is an entry in a log, so their number has a bound.
    private var requests = RateLimiter<Digest>(burst: 600, perSecond: 20)
    private let runtime: any RecordStore
    private let clock: @Sendable () -> Timestamp
    private let logger: Logger

    init(runtime: any RecordStore, clock: @escaping @Sendable () -> Timestamp, logger: Logger) {
        self.runtime = runtime
        self.clock = clock
        self.logger = logger
    }

    /// Whether a stranger at this address may ask now.
    func admits(_ address: String) -> Bool {
        addresses.take(address, now: clock())
    }

    /// Whether a session may ask now.
    func admits(_ secret: BearerSecret) -> Bool {
        requests.take(secret.sha256, now: clock())
    }

    func challenge() -> Digest {
        var random = SystemRandomNumberGenerator()
        return challenges.issue(now: clock(), random: &random)
    }

    func judge(_ request: LoginRequest, origin: String, trusts: [TrustState]) -> LoginJudge.Verdict {
        LoginJudge.judge(request, origin: origin, challenges: &challenges, trusts: trusts, now: clock())
    }

    /// Opens a session, kept over a restart where the disk takes it.
    func begin(_ login: LoginJudge.Login) async -> (secret: BearerSecret, session: ReadingSession) {
        let now = clock()
        let session = ReadingSession(login, now: now)
        var random = SystemRandomNumberGenerator()
        let secret = table.open(session, now: now, random: &random)
        let row = RuntimeSession(
            tokenSha256: secret.sha256,
            keyLine: session.key.line,
            created: session.started,
            expires: session.expires
        )
        do {
            try await runtime.write { rows in
                try rows.removeSessions(endedBy: now)
                try rows.put(row)
            }
        } catch {
            logger.warning("session not kept over a restart", metadata: ["error": "\(error)"])
        }
        return (secret, session)
    }

    func session(_ secret: BearerSecret) async -> ReadingSession? {
        let now = clock()
        let digest = secret.sha256
        if let session = table.session(secret, now: now) { return session }
        if let session = restored[digest] { return session.isOver(at: now) ? nil : session }
        guard let row = try? await runtime.read({ try $0.session(digest, at: now) }),
            let key = try? SSHPublicKey(line: row.keyLine)
        else { return nil }
        let session = ReadingSession(key: key, started: row.created, expires: row.expires)
        guard !session.isOver(at: now) else { return nil }
        restored = restored.filter { !$0.value.isOver(at: now) }
        restored[digest] = session
        return session
    }

    func end(_ secret: BearerSecret) async {
        table.close(secret)
        let digest = secret.sha256
        restored[digest] = nil
        do {
            try await runtime.write { try $0.removeSession(digest) }
        } catch {
            logger.warning("ended session not forgotten on disk", metadata: ["error": "\(error)"])
        }
    }

    /// Takes a place for a stream; false when the session has too many.
    func openStream(_ secret: BearerSecret) -> Bool {
        let count = open[secret.sha256, default: 0]
        guard count < Self.streams else { return false }
        open[secret.sha256] = count + 1
        return true
    }

    func closeStream(_ secret: BearerSecret) {
        let count = open[secret.sha256, default: 0]
        open[secret.sha256] = count > 1 ? count - 1 : nil
    }
}
