import ControllerCore
import HTTPTypes
import Hummingbird
import Model
import TransparencyLog

extension PeopleAPI {
    @Sendable
    func submit(_ call: PeopleCall) async throws -> Response {
        let service = try call.opened()
        let caller = try call.signedIn()
        let submission: Submission = try await call.body(limit: Self.bodyLimit)
        let answer = try await service.submit(submission, by: caller.person)
        return try Answer.json(answer)
    }

    @Sendable
    func devices(_ call: PeopleCall) async throws -> Response {
        try Answer.json(await call.opened().deviceList())
    }

    @Sendable
    func operations(_ call: PeopleCall) async throws -> Response {
        try Answer.json(await call.opened().operationList())
    }

    /// What still waits for signatures.
    @Sendable
    func inbox(_ call: PeopleCall) async throws -> Response {
        try Answer.json(await call.opened().inbox())
    }

    @Sendable
    func operation(_ call: PeopleCall) async throws -> Response {
        let service = try call.opened()
        guard let id = call.operation, let document = try await service.operationDocument(id) else {
            throw APIFailure.notFound("operation")
        }
        return try Answer.json(document)
    }

    @Sendable
    func watch(_ call: PeopleCall) async throws -> Response {
        let service = try call.opened()
        let caller = try call.signedIn()
        guard let id = call.operation, await service.knows(id) else {
            throw APIFailure.notFound("operation")
        }
        guard await desk.openStream(caller.secret) else { throw APIFailure.streams }
        let stream = WatchStream(service: service, operation: id, session: caller.session, clock: controller.clock)
        let desk = desk
        return Response(
            status: .ok,
            headers: Answer.headers(type: "application/x-ndjson"),
            body: ResponseBody { writer in
                do {
                    try await stream.run(&writer)
                } catch {
                    await desk.closeStream(caller.secret)
                    throw error
                }
                await desk.closeStream(caller.secret)
                try await writer.finish(nil)
            }
        )
    }
}
