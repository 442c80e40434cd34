package import Transport

/// Why the agent cannot go on as it is.
package enum AgentHostError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A file or folder could not be used; the code is an errno.
    case file(attempt: String, path: String, code: Int32)
    /// The state folder is open to others.
    case folderMode(path: String)
    /// Another agent uses the state folder.
    case folderInUse(path: String)
    /// A file of ours is damaged.
    case damaged(path: String)
    /// The executor answered with a failure; the detail is its own words.
    case executor(code: String, detail: String)
    /// The executor's answer is of another kind than the question.
    case executorAnswer
    /// The executor serves a device for which this agent has no key.
    case keysLost
    /// The root names no controller whose address can be read.
    case noController
    /// The controller refused to enrol the device or to renew its certificate.
    case refused(code: String)
    /// Nothing answers at a controller's address.
    case unreachable(address: String)
    /// A controller was reached and could not be spoken to; the time is this machine's.
    case channel(address: String, authority: String, reason: CloseReason, now: String)
    /// The controller's answer to an enrolment is not usable.
    case answer(String)
    /// The certificate has ended and was asked for again a moment ago.
    case certificateEnded
    /// The kernel gives no boot id.
    case bootID

    package var description: String { words.line(in: .english) }
}
