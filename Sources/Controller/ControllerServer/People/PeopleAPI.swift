import ControllerCore
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Model
import TransparencyLog

/// The people's API: every route out of `AccessMap`, each judged, entered in the log and then served.
struct PeopleAPI: Sendable {
    let controller: Controller
    let desk: SessionDesk

    /// Bytes of a request by somebody who is signed in.
    static let bodyLimit = 4 << 20
    /// Bytes of a request by a stranger.
    static let strangerLimit = 64 << 10

    private typealias Serve = @Sendable (PeopleCall) async throws -> Response

    /// What serves a route; nil would be a route in the table that nobody wrote.
    private func serve(_ route: AccessMap.Route) -> Serve? {
        switch (route.method, route.path) {
        case (.post, "/v1/login/challenge"): challenge
        case (.post, "/v1/login"): login
        case (.post, "/v1/logout"): logout
        case (.get, "/v1/tenants"): listTenants
        case (.post, "/v1/tenants"): createTenant
        case (.post, "/v1/tenants/{tenant}/draft"): draft
        case (.get, "/v1/tenants/{tenant}/root"): root
        case (.post, "/v1/tenants/{tenant}/enrolment-files"): enrolmentFile
        case (.post, "/v1/tenants/{tenant}/submissions"): submit
        case (.get, "/v1/tenants/{tenant}/devices"): devices
        case (.get, "/v1/tenants/{tenant}/operations"): operations
        case (.get, "/v1/tenants/{tenant}/operations/{operation}"): operation
        case (.get, "/v1/tenants/{tenant}/operations/{operation}/watch"): watch
        case (.get, "/v1/tenants/{tenant}/inbox"): inbox
        case (.get, "/v1/tenants/{tenant}/inventory"): inventories
        case (.get, "/v1/tenants/{tenant}/inventory/{device}"): inventory
        case (.get, "/v1/tenants/{tenant}/blobs/{sha256}"): blob
        case (.post, "/v1/tenants/{tenant}/proofs"): proofs
        case (.get, "/v1/tenants/{tenant}/entries"): entries
        case (.get, "/v1/tenants/{tenant}/checkpoint"): checkpoint
        case (.get, "/v1/tenants/{tenant}/export"): export
        default: nil
        }
    }

    /// A router with the table's routes and no others.
    func router() -> Router<PeopleContext> {
        let router = Router(context: PeopleContext.self)
        for route in AccessMap.routes {
            guard let serve = serve(route) else { continue }
            let method: HTTPRequest.Method = route.method == .get ? .get : .post
            router.on(RouterPath(route.path), method: method) { request, context in
                await answer(route, request, context, serve)
            }
        }
        router.add(middleware: UnknownRoutes(api: self))
        return router
    }

    private func answer(
        _ route: AccessMap.Route,
        _ request: Request,
        _ context: PeopleContext,
        _ serve: Serve
    ) async -> Response {
        do {
            let call = try await admit(route, request, context)
            try await enter(call)
            return try await serve(call)
        } catch {
            return failure(error, route)
        }
    }

    /// Errors become answers here and nowhere else; what isn't foreseen is 500 with an id that finds our own log line.
    func failure(_ error: any Error, _ route: AccessMap.Route? = nil) -> Response {
        let failure: APIFailure
        if let known = APIFailure(fault: error) {
            failure = known
            if known.status.code >= 500 {
                controller.logger.error(
                    "request failed",
                    metadata: ["route": "\(route?.path ?? "")", "error": "\(error)"]
                )
            }
        } else {
            let id = String(UInt64.random(in: .min ... .max), radix: 16)
            controller.logger.error(
                "request failed unforeseen",
                metadata: ["id": "\(id)", "route": "\(route?.path ?? "")", "error": "\(error)"]
            )
            failure = APIFailure(
                .internalServerError,
                "internal",
                "the controller failed; its log has the reason under \(id)",
                hint: "try again, then tell whoever runs the controller this id"
            )
        }
        return (try? Answer.json(failure.error, status: failure.status)) ?? Response(status: failure.status)
    }

    /// Judges who calls, and whether they may.
    private func admit(_ route: AccessMap.Route, _ request: Request, _ context: PeopleContext) async throws
        -> PeopleCall
    {
        guard route.right != .none else {
            guard await desk.admits(context.address) else {
                controller.strangers.count(.rate)
                throw APIFailure.rate
            }
            return try call(route, request, context, caller: nil, service: nil)
        }
        guard let secret = Self.bearer(request), let session = await desk.session(secret) else {
            controller.strangers.count(.session)
            throw APIFailure.signIn
        }
        PeopleGate.prove(context.channel)
        guard await desk.admits(secret) else { throw APIFailure.rate }
        let (person, service) = try await holder(route, session, tenant: context.parameters.get("tenant"))
        let caller = PeopleCall.Caller(secret: secret, session: session, person: person)
        return try call(route, request, context, caller: caller, service: service)
    }

    private func holder(_ route: AccessMap.Route, _ session: ReadingSession, tenant: String?) async throws
        -> (PersonID, TenantService?)
    {
        let now = controller.clock()
        switch route.right {
        case .none, .session:
            for service in await controller.tenants.all() {
                guard let trust = await service.trust else { continue }
                if let person = session.person(under: trust, now: now) { return (person.id, nil) }
            }
            throw APIFailure.signIn
        case .provider:
            let service = try await controller.tenants.service(.provider)
            guard let trust = await service.trust,
                let person = route.right.holder(session, trust: trust, now: now)
            else { throw APIFailure.forbidden(.provider) }
            return (person.id, nil)
        case .read, .review, .submit, .technician:
            guard let tenant = tenant.flatMap({ TenantID($0) }) else { throw APIFailure.unknownTenant }
            let service: TenantService
            do {
                service = try await controller.tenants.service(tenant)
            } catch TenantDirectory.Fault.unknown {
                throw APIFailure.unknownTenant
            }
            guard let trust = await service.trust, session.person(under: trust, now: now) != nil else {
                throw APIFailure.unknownTenant
            }
            guard let person = route.right.holder(session, trust: trust, now: now) else {
                throw APIFailure.forbidden(route.right)
            }
            return (person.id, service)
        }
    }

    private func call(
        _ route: AccessMap.Route,
        _ request: Request,
        _ context: PeopleContext,
        caller: PeopleCall.Caller?,
        service: TenantService?
    ) throws -> PeopleCall {
        func parsed<Value>(_ name: String, _ make: (String) -> Value?) throws -> Value? {
            guard route.path.contains("{\(name)}"), let text = context.parameters.get(name) else { return nil }
            guard let value = make(text) else { throw APIFailure.notFound(name) }
            return value
        }
        return PeopleCall(
            route: route,
            request: request,
            address: context.address,
            caller: caller,
            service: service,
            tenant: try parsed("tenant") { TenantID($0) },
            operation: try parsed("operation") { OperationID($0) },
            device: try parsed("device") { DeviceID($0) },
            digest: try parsed("sha256") { Digest(hex: $0) }
        )
    }

    /// Writes the entry of a path that reads, before anything is read: without it nothing is shown.
    private func enter(_ call: PeopleCall) async throws {
        guard let caller = call.caller else { return }
        switch call.route.entry {
        case .read, .export:
            let service = try call.opened()
            guard
                let words = AccessMap.words(
                    call.route.entry,
                    tenant: service.tenant,
                    person: caller.person,
                    values: call.values
                )
            else { return }
            try await service.append(words)
        case .providerRead:
            guard let words = AccessMap.words(call.route.entry, tenant: .provider, person: caller.person) else {
                return
            }
            try await controller.tenants.service(.provider).append(words)
        // Written by what serves the route, with what comes of it; or nothing, for the reason that the table gives.
        case .signIn, .signOut, .token, .statement, .newTenant, .nothing, .evidence, .renewal: break
        }
    }

    private static func bearer(_ request: Request) -> BearerSecret? {
        guard let header = request.headers[.authorization], header.hasPrefix("Bearer ") else { return nil }
        return BearerSecret(text: String(header.dropFirst(7)))
    }
}

/// Counts what is asked for and isn't there, and answers it as everything else is answered.
private struct UnknownRoutes: RouterMiddleware {
    let api: PeopleAPI

    @concurrent
    func handle(
        _ request: Request,
        context: PeopleContext,
        next: @concurrent (Request, PeopleContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            api.controller.strangers.count(.route)
            return api.failure(APIFailure.notFound("route"))
        }
    }
}
