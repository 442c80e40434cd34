import AsyncHTTPClient
import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// Why a connection failed, in few words.
enum ConnectionCause {
    static func text(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: word(error)
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { text($0.error) } ?? "the name \(error.host) was not found"
        case let error as IOError: String(cString: strerror(error.errnoCode)).lowercased()
        case let error as ChannelError: word(error)
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: "TLS failed: \(error)"
        default: "\(error)"
        }
    }

    private static func word(_ error: HTTPClientError) -> String {
        switch error {
        case .connectTimeout: "no answer within the time for connecting"
        case .readTimeout, .deadlineExceeded: "no answer in time"
        case .remoteConnectionClosed: "the controller closed the connection"
        default: error.description
        }
    }

    private static func word(_ error: ChannelError) -> String {
        switch error {
        case .connectTimeout: "no answer within the time for connecting"
        case .eof: "the other side hung up"
        default: "\(error)"
        }
    }
}
