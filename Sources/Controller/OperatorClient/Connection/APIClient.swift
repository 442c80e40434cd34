import AsyncHTTPClient
import ControllerCore
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// The people's API over TLS 1.3; the pinned authority is the only one trusted.
package final class APIClient: Sendable {
    /// The most bytes of an answer that is held in memory.
    private static let largestAnswer = 64 << 20
    private static let version = "/v1"

    package let url: String
    private let token: String?
    private let client: HTTPClient

    /// A client of one controller.
    ///
    /// - Parameters:
    ///   - authority: DER of the people CA.
    ///   - token: of the reading session, absent before sign-in.
    package init(url: String, authority: [UInt8], token: String?) throws(ClientError) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv13
        configuration.certificateVerification = .fullVerification
        do {
            configuration.trustRoots = .certificates([try NIOSSLCertificate(bytes: authority, format: .der)])
        } catch {
            throw .unreadable(path: "the pinned authority", cause: "\(error)")
        }
        var settings = HTTPClient.Configuration(
            tlsConfiguration: configuration,
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(10), read: .seconds(60))
        )
        settings.httpVersion = .http1Only
        // No proxy, no retries on other connections: the one address that the person named.
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
        self.url = url
        self.token = token
    }

    /// Ends the connections; call it once, last.
    package func close() async {
        try? await client.shutdown()
    }

    // MARK: requests

    func get<Answer: Decodable>(_ path: String, as type: Answer.Type = Answer.self) async throws(ClientError) -> Answer
    {
        try decode(await bytes(.GET, path, body: nil), path)
    }

    func post<Answer: Decodable>(
        _ path: String,
        _ body: some Encodable,
        as type: Answer.Type = Answer.self
    ) async throws(ClientError) -> Answer {
        try decode(await bytes(.POST, path, body: encode(body)), path)
    }

    func post(_ path: String) async throws(ClientError) {
        _ = try await bytes(.POST, path, body: nil)
    }

    func post<Answer: Decodable>(_ path: String, as type: Answer.Type = Answer.self) async throws(ClientError) -> Answer
    {
        try decode(await bytes(.POST, path, body: nil), path)
    }

    func bytes(_ path: String) async throws(ClientError) -> [UInt8] {
        try await bytes(.GET, path, body: nil)
    }

    /// Hands over an answer's bytes as they come.
    ///
    /// - Parameter take: says whether to go on; if not, the connection is dropped.
    func stream(
        _ path: String,
        _ take: (_ chunk: [UInt8]) async throws -> Bool
    ) async throws {
        let response = try await response(.GET, path, body: nil, seconds: 31_536_000)
        do {
            for try await chunk in response.body {
                guard try await take(Array(chunk.readableBytesView)) else { return }
            }
        } catch let error as ClientError {
            throw error
        } catch {
            throw ClientError.unreachable(url: url, cause: ConnectionCause.text(error))
        }
    }

    private func bytes(_ method: HTTPMethod, _ path: String, body: [UInt8]?) async throws(ClientError) -> [UInt8] {
        let response = try await response(method, path, body: body, seconds: 120)
        do {
            return Array(try await response.body.collect(upTo: Self.largestAnswer).readableBytesView)
        } catch {
            throw .unreachable(url: url, cause: ConnectionCause.text(error))
        }
    }

    private func response(
        _ method: HTTPMethod,
        _ path: String,
        body: [UInt8]?,
        seconds: Int64
    ) async throws(ClientError) -> HTTPClientResponse {
        var request = HTTPClientRequest(url: url + Self.version + path)
        request.method = method
        request.headers.add(name: "Accept", value: "application/json")
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        let response: HTTPClientResponse
        do {
            response = try await client.execute(request, deadline: .now() + .seconds(seconds))
        } catch {
            throw .unreachable(url: url, cause: ConnectionCause.text(error))
        }
        guard response.status.code / 100 == 2 else { throw await failure(response, path) }
        return response
    }

    /// The error that an answer carries; anything else is told by its number.
    private func failure(_ response: HTTPClientResponse, _ path: String) async -> ClientError {
        let status = Int(response.status.code)
        guard let body = try? await response.body.collect(upTo: 1 << 16),
            let error = try? JSONDecoder().decode(APIError.self, from: Data(body.readableBytesView))
        else {
            return status == 401 ? (token == nil ? .notSignedIn : .sessionOver) : .answer(status: status, path: path)
        }
        if status == 401, token != nil { return .sessionOver }
        return .refused(error)
    }

    private func encode(_ value: some Encodable) throws(ClientError) -> [UInt8] {
        do {
            return [UInt8](try JSONEncoder().encode(value))
        } catch {
            throw .usage(Localized("the request can't be written: \(error)", "无法写出请求：\(error)"))
        }
    }

    private func decode<Answer: Decodable>(_ bytes: [UInt8], _ path: String) throws(ClientError) -> Answer {
        do {
            return try JSONDecoder().decode(Answer.self, from: Data(bytes))
        } catch {
            throw .unreachable(url: url + Self.version + path, cause: "the answer is not what this version understands")
        }
    }
}
