import Model

/// One try to make an endpoint run, believe or forget what it must not, through the real protocol.
struct Attack: Sendable {
    /// How the command line and the tests call it.
    let name: String
    let title: String
    let titleInChinese: String
    let victim: Victim
    /// Everything that the endpoint has to answer, in order; the honest parts of a scene included.
    let expected: [Answer]
    /// What becomes of the order at stake.
    let fate: Fate
    /// What `audit verify` has to find afterwards, nil where the log stays sound.
    let finding: String?
    /// What the thief does; returns the order at stake, if the log holds one.
    let deed: @Sendable (Scene, Endpoint) async throws -> OperationID?

    init(
        _ name: String,
        _ title: String,
        _ titleInChinese: String,
        on victim: Victim = .desktop,
        expected: [Answer],
        fate: Fate = .neverRuns,
        finding: String? = nil,
        deed: @escaping @Sendable (Scene, Endpoint) async throws -> OperationID?
    ) {
        self.name = name
        self.title = title
        self.titleInChinese = titleInChinese
        self.victim = victim
        self.expected = expected
        self.fate = fate
        self.finding = finding
        self.deed = deed
    }

    /// Whose endpoint is attacked.
    enum Victim: String, CaseIterable, Sendable {
        /// Active, in `desktops`: one technician is enough.
        case desktop
        /// Active, in `finance`: a technician and the contact.
        case finance
        /// Was active and has been quarantined: nothing may run.
        case quarantined
    }

    /// What becomes of the order at stake once the honest controller is back.
    enum Fate: String, Sendable {
        case neverRuns = "never-runs"
        /// It was good all along: the attack has delayed it, and it runs once; in quarantine, once people admit the device.
        case runsLater = "runs-later"
        /// It ran under the attack, once, because people had really signed it.
        case ranOnce = "ran-once"
    }
}

/// What the endpoint said to one thing that it was sent.
struct Answer: Hashable, Sendable, CustomStringConvertible {
    let word: String
    /// Whether the device has signed a receipt for it: then the order is decided for good.
    let isReceipt: Bool

    /// An answer that nobody signs and that decides nothing.
    static func passing(_ code: String) -> Answer { Answer(word: code, isReceipt: false) }

    /// A receipt: its code where it refuses, else its outcome.
    static func receipt(_ word: String) -> Answer { Answer(word: word, isReceipt: true) }

    var description: String { isReceipt ? "\(word)+receipt" : word }
}

/// A scene that cannot be played.
struct SceneFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
