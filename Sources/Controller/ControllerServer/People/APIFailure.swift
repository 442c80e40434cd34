import ControllerCore
import HTTPTypes
import TransparencyLog

/// An answer that isn't a success: the one place where errors become statuses.
struct APIFailure: Error {
    let status: HTTPResponse.Status
    let error: APIError

    init(_ status: HTTPResponse.Status, _ code: String, _ message: String, hint: String? = nil, member: String? = nil) {
        self.status = status
        error = APIError(code: code, message: message, hint: hint, member: member)
    }

    init(_ status: HTTPResponse.Status, _ error: APIError) {
        self.status = status
        self.error = error
    }

    /// A statement that is refused: its sender's to mend.
    static func refused(_ error: APIError) -> APIFailure {
        APIFailure(.unprocessableContent, error)
    }

    static let signIn = APIFailure(
        .unauthorized,
        "unauthenticated",
        "there is no session here, or it is over",
        hint: "sign in with countersign login"
    )

    static let unknownTenant = APIFailure(
        .notFound,
        "tenant-unknown",
        "this session may see no such client",
        hint: "list yours with countersign tenant list"
    )

    static func forbidden(_ right: AccessRight) -> APIFailure {
        APIFailure(
            .forbidden,
            "forbidden",
            "your roles in this client's trust root don't allow this",
            hint: hint(right)
        )
    }

    private static func hint(_ right: AccessRight) -> String {
        switch right {
        case .technician, .provider: "a technician may"
        case .review: "technicians, contacts, auditors and approvers may"
        case .none, .session, .read, .submit: "technicians, contacts and auditors may"
        }
    }

    static func notFound(_ what: String) -> APIFailure {
        APIFailure(.notFound, "not-found", "there is no such \(what) here")
    }

    static func query(_ member: String, _ message: String) -> APIFailure {
        APIFailure(.badRequest, "malformed", message, member: member)
    }

    /// RFC 4918 §11.5.
    private static let insufficientStorage = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")

    static let tooLarge = APIFailure(
        .contentTooLarge,
        "too-large",
        "the request has more bytes than this route takes",
        hint: "send less"
    )

    static let rate = APIFailure(.tooManyRequests, "rate", "too many requests", hint: "try again in a minute")

    static let streams = APIFailure(
        .tooManyRequests,
        "streams",
        "this session watches or exports \(SessionDesk.streams) times already",
        hint: "end one of them first"
    )

    /// What a fault of ours is answered with, if people can be told anything of use; nil is 500 with an id.
    init?(fault: any Error) {
        switch fault {
        case let failure as APIFailure: self = failure
        case let error as APIError: self = .refused(error)
        case LogError.cannotWrite, LogError.cannotOpen, BlobError.cannotWrite:
            self.init(
                .serviceUnavailable,
                "disk",
                "the controller's disk takes nothing now; nothing of this request was logged",
                hint: "try again later, and tell whoever runs the controller"
            )
        case let error as QuotaError:
            let parts = "\(error)".split(separator: "; ", maxSplits: 1).map(String.init)
            let isRoom = if case .blobBytes = error { true } else { false }
            self.init(
                isRoom ? Self.insufficientStorage : .tooManyRequests,
                "quota",
                parts.first ?? "a quota of this client is full",
                hint: parts.dropFirst().first
            )
        case LogError.queueFull:
            self.init(.serviceUnavailable, "busy", "too much waits for the log", hint: "try again in a moment")
        case LogError.behind, LogError.forked, LogError.damaged, LogError.wrongKey:
            self.init(
                .serviceUnavailable,
                "log",
                "this client's log takes no entries until it is repaired",
                hint: "tell whoever runs the controller; countersign audit verify shows what is wrong"
            )
        case LogError.alreadyLogged(let claim, let index):
            self.init(.conflict, "logged", "\(claim) is in the log already, at index \(index)", hint: "read that entry")
        case LogError.outOfRange(let asked, let size):
            self.init(.badRequest, "range", "\(asked) is beyond the log, which has \(size) entries")
        case BlobError.tooLarge: self = .tooLarge
        default: return nil
        }
    }
}
