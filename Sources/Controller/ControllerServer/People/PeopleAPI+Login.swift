import ControllerCore
import HTTPTypes
import Hummingbird
import Model
import TransparencyLog
import Trust

extension PeopleAPI {
    @Sendable
    func challenge(_ call: PeopleCall) async throws -> Response {
        let nonce = await desk.challenge()
        return try Answer.json(LoginChallenge(nonce: nonce.hex, origin: origin(call)))
    }

    @Sendable
    func login(_ call: PeopleCall) async throws -> Response {
        let request: LoginRequest
        do {
            request = try await call.body(limit: Self.strangerLimit)
        } catch {
            controller.strangers.count(.body)
            throw error
        }
        let services = await controller.tenants.all()
        var trusts: [TrustState] = []
        for service in services {
            if let trust = await service.trust { trusts.append(trust) }
        }
        switch await desk.judge(request, origin: origin(call), trusts: trusts) {
        case .refused(let error):
            controller.strangers.count(.login)
            throw APIFailure(.unauthorized, error)
        case .accepted(let login):
            guard let first = login.memberships.first else { throw APIFailure.signIn }
            guard let words = AccessMap.words(.signIn, tenant: .provider, person: first.person) else {
                throw APIFailure.signIn
            }
            try await controller.tenants.service(.provider).append(words)
            let (secret, session) = await desk.begin(login)
            return try Answer.json(
                LoginAnswer(
                    token: secret.text,
                    expires: session.expires.text,
                    memberships: session.memberships.map {
                        LoginAnswer.Membership(
                            tenant: $0.tenant.text,
                            person: $0.person.text,
                            roles: $0.roles.map(\.rawValue)
                        )
                    }
                )
            )
        }
    }

    @Sendable
    func logout(_ call: PeopleCall) async throws -> Response {
        let caller = try call.signedIn()
        await desk.end(caller.secret)
        if let words = AccessMap.words(.signOut, tenant: .provider, person: caller.person) {
            try await controller.tenants.service(.provider).append(words)
        }
        return Answer.nothing()
    }

    /// The origin that the client dialled, if it is one of ours; else our own, which the client then refuses.
    private func origin(_ call: PeopleCall) -> String {
        let port = controller.peoplePort
        let dialled = call.request.head.authority ?? ""
        for host in controller.configuration.hosts {
            if dialled == "\(host):\(port)" || (port == 443 && dialled == host) { return "https://\(dialled)" }
        }
        return "https://\(controller.configuration.name):\(port)"
    }
}
