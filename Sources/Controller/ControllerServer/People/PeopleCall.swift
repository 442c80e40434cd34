import ControllerCore
import Foundation
import HTTPTypes
import Hummingbird
import Model
import NIOCore
import TransparencyLog

/// A request that may be served: who calls, for which tenant, with identifiers that are parsed.
struct PeopleCall: Sendable {
    let route: AccessMap.Route
    let request: Request
    let address: String
    /// The caller; nil on the routes for strangers.
    let caller: Caller?
    /// The tenant of the path, open; nil on routes without one.
    let service: TenantService?
    /// The tenant of the path, also one that doesn't exist yet.
    let tenant: TenantID?
    let operation: OperationID?
    let device: DeviceID?
    let digest: Digest?

    struct Caller: Sendable {
        let secret: BearerSecret
        let session: ReadingSession
        let person: PersonID
    }

    /// What stands for `{operation}` and so on in the entry's object.
    var values: [String: String] {
        var values: [String: String] = [:]
        values["operation"] = operation?.text
        values["device"] = device?.text
        values["sha256"] = digest?.hex
        return values
    }

    func signedIn() throws(APIFailure) -> Caller {
        guard let caller else { throw .signIn }
        return caller
    }

    func opened() throws(APIFailure) -> TenantService {
        guard let service else { throw .unknownTenant }
        return service
    }

    /// The body as JSON of at most so many bytes.
    func body<Content: Decodable & Sendable>(_ type: Content.Type = Content.self, limit: Int) async throws -> Content {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw APIFailure.tooLarge
        }
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw APIFailure.tooLarge
        }
        do {
            return try JSONDecoder().decode(type, from: Data(buffer.readableBytesView))
        } catch {
            throw APIFailure(.badRequest, "malformed", "the body is not the JSON that this route takes")
        }
    }

    func number(_ name: String) throws(APIFailure) -> UInt64? {
        guard let text = request.uri.queryParameters[Substring(name)] else { return nil }
        guard let number = UInt64(text) else { throw .query(name, "\"\(name)\" has to be a number") }
        return number
    }
}

/// Answers in the forms that the API has.
enum Answer {
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return bytes([UInt8](try encoder.encode(value)), type: "application/json", status: status)
    }

    static func bytes(_ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: headers(type: type),
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    static func nothing() -> Response {
        Response(status: .noContent, headers: headers(type: nil))
    }

    /// Nothing of a client's is to be kept by what stands between, or taken for a page.
    static func headers(type: String?) -> HTTPFields {
        var headers = HTTPFields()
        headers[.contentType] = type
        headers[.cacheControl] = "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        return headers
    }
}
