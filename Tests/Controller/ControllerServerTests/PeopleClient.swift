import AsyncHTTPClient
import ControllerCore
import Foundation
import HTTPTypes
import Model
import NIOCore
import NIOHTTP1
import NIOSSL
import SSHSIG
import TestSupport
import Testing
import TransparencyLog

/// Speaks the people's API over real TLS, trusting the people's authority only.
struct PeopleClient: Sendable {
    /// What came back.
    struct Reply: Sendable {
        let status: Int
        let body: [UInt8]

        func decoded<Content: Decodable>(_ type: Content.Type = Content.self) throws -> Content {
            try JSONDecoder().decode(type, from: Data(body))
        }

        var error: APIError? { try? decoded() }
    }

    let client: HTTPClient
    let url: String

    init(port: Int, authority: [UInt8], minimum: TLSVersion = .tlsv13, maximum: TLSVersion? = nil) throws {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates([try NIOSSLCertificate(bytes: authority, format: .der)])
        tls.minimumTLSVersion = minimum
        tls.maximumTLSVersion = maximum
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = .seconds(2)
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        url = "https://127.0.0.1:\(port)"
    }

    func close() async throws {
        try await client.shutdown()
    }

    func send(
        _ method: HTTPMethod,
        _ path: String,
        token: String? = nil,
        body: [UInt8]? = nil
    ) async throws -> Reply {
        let response = try await respond(method, path, token: token, body: body)
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return Reply(status: Int(response.status.code), body: Array(bytes.readableBytesView))
    }

    func respond(
        _ method: HTTPMethod,
        _ path: String,
        token: String? = nil,
        body: [UInt8]? = nil
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: url + path)
        request.method = method
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let body { request.body = .bytes(body) }
        return try await client.execute(request, timeout: .seconds(30))
    }

    func get(_ path: String, token: String? = nil) async throws -> Reply {
        try await send(.GET, path, token: token)
    }

    func post(_ path: String, _ body: some Encodable, token: String? = nil) async throws -> Reply {
        try await send(.POST, path, token: token, body: [UInt8](try JSONEncoder().encode(body)))
    }

    /// A login statement for a fresh challenge.
    func loginStatement(origin: String? = nil) async throws -> StatementText {
        let challenge: LoginChallenge = try await send(.POST, "/v1/login/challenge").decoded()
        let now = Ground.now()
        return LoginStatement(
            origin: .literal(origin ?? challenge.origin),
            nonce: try #require(Digest(hex: challenge.nonce)),
            issued: now,
            expires: now.adding(seconds: 60),
            purpose: .literal("sign-in")
        ).rendered()
    }

    func login(_ key: TestKey) async throws -> Reply {
        let text = try await loginStatement()
        return try await post(
            "/v1/login",
            LoginRequest(statement: text.string, signature: key.signer.sign(text.bytes, namespace: "login@countersign"))
        )
    }

    /// Signs somebody in and gives the bearer token.
    func token(_ key: TestKey) async throws -> String {
        let answer: LoginAnswer = try await login(key).decoded()
        return answer.token
    }
}
