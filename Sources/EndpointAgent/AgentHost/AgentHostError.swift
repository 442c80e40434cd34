internal import Glibc

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
    /// The executor answered with a failure.
    case executor(code: String)
    /// The executor's answer is of another kind than the question.
    case executorAnswer
    /// The executor serves a device for which this agent has no key.
    case keysLost
    /// The root names no controller whose address can be read.
    case noController
    /// The controller refused to enrol the device or to renew its certificate.
    case refused(code: String)
    /// The controller's answer to an enrolment is not usable.
    case answer(String)
    /// The certificate has ended and was asked for again a moment ago.
    case certificateEnded
    /// The kernel gives no boot id.
    case bootID

    package var description: String {
        switch self {
        case .file(let attempt, let path, let code):
            "cannot \(attempt) \(path): \(String(cString: strerror(code))); check the folder's owner and its disk"
        case .folderMode(let path):
            "state folder \(path) is open to other users; give it mode 0700"
        case .folderInUse(let path):
            "another countersign-agent uses \(path); stop it, or name another folder"
        case .damaged(let path):
            "\(path) is damaged; restore it, or remove it and enrol again"
        case .executor(let code):
            "the executor answers \"\(code)\"; install an enrolment file with countersign-executor install-enrolment"
        case .executorAnswer:
            "the executor gave an answer of another kind; install agent and executor of one version"
        case .keysLost:
            "the device is enrolled but its agent key is gone; reset the executor and enrol again"
        case .noController:
            "the trust root names no controller that can be dialled; sign a root that does"
        case .refused(let code):
            "the controller refuses: \(code); ask the provider for a new enrolment file"
        case .answer(let what):
            "the controller's answer has \(what); check its version"
        case .certificateEnded:
            "the channel certificate has ended; the agent asks for another in a moment"
        case .bootID:
            "the kernel tells no boot id; mount /proc"
        }
    }
}
