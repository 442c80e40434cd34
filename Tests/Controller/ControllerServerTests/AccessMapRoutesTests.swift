import AsyncHTTPClient
import ControllerCore
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Model
import NIOHTTP1
import SSHSIG
import SwiftProtobuf
import TestSupport
import Testing
import TransparencyLog
import Transport
import Trust
import Wire
import WireMessages

@testable import ControllerServer

@Suite struct AccessMapRoutesTests {
    @Test func `the router has the routes of the access map and no others`() async throws {
        let ground = try await Ground()
        let controller = try await Controller(
            folder: ground.folder,
            zones: TimeZoneFolder.system,
            logger: Logger(label: "test"),
            clock: Ground.now
        )
        let desk = SessionDesk(runtime: controller.runtime, clock: Ground.now, logger: controller.logger)
        let router = PeopleAPI(controller: controller, desk: desk).router()
        let served = Set(router.routes.map { "\($0.method.rawValue) \($0.path)" })
        let mapped = AccessMap.routes.map { "\($0.method.rawValue) \($0.path)" }
        #expect(served == Set(mapped))
        #expect(served.count == mapped.count)
    }

    @Test func `every route that strangers can't call leaves an entry or says why not`() {
        for route in AccessMap.routes where route.right != .none {
            if case .nothing(let reason) = route.entry { #expect(!reason.isEmpty, "\(route.path)") }
        }
        for path in AccessMap.AgentPath.allCases {
            if case .nothing(let reason) = AccessMap.entry(of: path) { #expect(!reason.isEmpty, "\(path)") }
        }
    }

    // MARK: What each path writes

    /// The entries that a log gained while something was done.
    private func gained<Success: Sendable>(
        _ log: TenantLog,
        _ body: @Sendable () async throws -> Success
    ) async throws -> [Entry] {
        let before = try await log.size()
        _ = try await body()
        let after = try await log.size()
        guard after > before else { return [] }
        return try await log.leaves(in: before..<after).map { try Entry(leaf: $0) }
    }

    /// A request that a route takes.
    private struct Sample: Sendable {
        let path: String
        var body: [UInt8]?
        var token: String?
    }

    private func sample(
        _ route: AccessMap.Route,
        _ running: RunningController,
        _ client: TestClient,
        _ agent: ScriptedAgent,
        _ operation: OperationID
    ) async throws -> Sample {
        let path = route.path
            .replacingOccurrences(of: "{tenant}", with: client.tenant.text)
            .replacingOccurrences(of: "{operation}", with: operation.text)
            .replacingOccurrences(of: "{device}", with: agent.device.text)
            .replacingOccurrences(of: "{sha256}", with: client.fixtures.scriptReference.sha256.hex)
        let json = JSONEncoder()
        let token = route.right == .none ? nil : client.token
        switch route.path {
        case "/v1/login":
            let text = try await running.people.loginStatement()
            let signature = running.ground.contact.signer.sign(text.bytes, namespace: "login@countersign")
            let body = try json.encode(LoginRequest(statement: text.string, signature: signature))
            return Sample(path: path, body: Array(body))
        case "/v1/logout":
            return Sample(path: path, token: try await running.people.token(running.ground.contact))
        case "/v1/tenants/{tenant}/enrolment-files":
            return Sample(
                path: path,
                body: Array(try json.encode(EnrolmentFileRequest(uses: 1, validSeconds: 600))),
                token: token
            )
        case "/v1/tenants/{tenant}/submissions":
            let text = DeviceStatement(
                tenant: client.tenant,
                root: client.rootReference,
                issued: Ground.now(),
                devices: [DeviceRow(device: agent.device, version: 2, state: .active, name: "desk-2", groups: [])]
            ).rendered()
            let submission = Submission(
                kind: "device",
                statement: text.string,
                signatures: [running.ground.contact.sign(text, for: .device)]
            )
            return Sample(path: path, body: Array(try json.encode(submission)), token: token)
        case "/v1/tenants/{tenant}/proofs":
            return Sample(
                path: path,
                body: Array(try json.encode(ProofRequest(consistencyFrom: 0, leaves: [0]))),
                token: token
            )
        default:
            return Sample(path: path, token: token)
        }
    }

    /// What the table promises, against what the two logs gained.
    private func check(_ route: AccessMap.Route, tenant: [Entry], provider: [Entry], _ values: [String: String]) {
        let words = { (entries: [Entry]) in
            entries.compactMap { entry -> AccessWords? in
                if case .access(let words) = entry.statement { return words }
                return nil
            }
        }
        let name = "\(route.method.rawValue) \(route.path)"
        let object = { (template: String) in
            values.reduce(template) { $0.replacingOccurrences(of: "{\($1.key)}", with: $1.value) }
        }
        switch route.entry {
        case .nothing:
            #expect(tenant.isEmpty && provider.isEmpty, "\(name)")
        case .read(let template):
            #expect(words(tenant).map(\.event) == [.read] && tenant.count == 1 && provider.isEmpty, "\(name)")
            #expect(words(tenant).first?.object == object(template), "\(name)")
            #expect(words(tenant).first?.person == .literal("t-zhao"), "\(name)")
        case .export(let template):
            #expect(words(tenant).map(\.event) == [.export] && tenant.count == 1 && provider.isEmpty, "\(name)")
            #expect(words(tenant).first?.object == object(template), "\(name)")
        case .providerRead(let template):
            #expect(words(provider).map(\.event) == [.read] && provider.count == 1 && tenant.isEmpty, "\(name)")
            #expect(words(provider).first?.object == object(template), "\(name)")
        case .token:
            #expect(words(tenant).map(\.event) == [.token] && tenant.count == 1 && provider.isEmpty, "\(name)")
        case .signIn:
            #expect(words(provider).map(\.event) == [.signIn] && provider.count == 1 && tenant.isEmpty, "\(name)")
        case .signOut:
            #expect(words(provider).map(\.event) == [.signOut] && provider.count == 1 && tenant.isEmpty, "\(name)")
        case .statement:
            #expect(tenant.map(\.kind) == [.device] && provider.isEmpty, "\(name)")
        case .newTenant, .evidence, .renewal:
            Issue.record("\(name) is tested apart")
        }
    }

    @Test func `every route writes the entry that the map promises, over the real port`() async throws {
        try await Ground().serve { running async throws in
            let provider = try await running.controller.tenants.service(.provider).log
            // The one route that makes the log it writes to.
            let (made, make) = AsyncStream<TestClient>.makeStream()
            let begun = try await gained(provider) { make.yield(try await TestClient.create(running)) }
            #expect(begun.map(\.kind) == [.access, .system])
            let log = try await running.controller.tenants.service(.literal("acme")).log
            #expect(try await log.leaves(in: 0..<(log.size())).map { try Entry(leaf: $0).kind } == [.root])
            var clients = made.makeAsyncIterator()
            let client = try #require(await clients.next())
            let agent = try ScriptedAgent("one", running)
            #expect(try await agent.enrol(client, token: client.enrolmentToken(running)).code.isEmpty)
            #expect(try await client.admit(running, agent.device).status == 200)
            let (operation, ordered) = try await client.order(running, agent.device)
            #expect(ordered.status == 200)
            let values = [
                "operation": operation.id.text, "device": agent.device.text,
                "sha256": client.fixtures.scriptReference.sha256.hex,
            ]
            var tested = 1
            for route in AccessMap.routes where route.entry != .newTenant {
                let sample = try await sample(route, running, client, agent, operation.id)
                let known = try await provider.size()
                let entries = try await gained(log) {
                    // Headers come once the entry is written; a stream goes on, and is dropped.
                    let response = try await running.people.respond(
                        route.method == .get ? .GET : .POST,
                        sample.path,
                        token: sample.token,
                        body: sample.body
                    )
                    // An inventory that never came is not found, and still asked for.
                    #expect(response.status.code < 300 || route.path.contains("inventory/"), "\(route.path)")
                }
                let end = try await provider.size()
                let told =
                    end > known ? try await provider.leaves(in: known..<end).map { try Entry(leaf: $0) } : []
                check(route, tenant: entries, provider: told, values)
                tested += 1
            }
            #expect(tested == AccessMap.routes.count)
            await agent.dialer.shutdown()
        }
    }

    @Test func `every path of the agents' channels is some message's, and no message is without one`() {
        let fromAgents: [WireAgentMessage.OneOf_Message] = [
            .hello(.init()), .status(.init()), .refused(.init()), .judged(.init()), .progress(.init()), .blob(.init()),
            .receipt(.init()), .inventory(.init()), .ping(.init()), .pong(.init()), .goodbye(.init()),
        ]
        let toAgents: [WireControllerMessage.OneOf_Message] = [
            .hello(.init()), .delivery(.init()), .evidence(.init()), .receiptProof(.init()), .inventoryAnswer(.init()),
            .ping(.init()), .pong(.init()), .goodbye(.init()),
        ]
        let enrolments: [WireEnrolmentRequest.OneOf_Request] = [.enrol(.init()), .renew(.init())]
        let paths = fromAgents.map(\.path) + toAgents.map(\.path) + enrolments.map(\.path)
        #expect(Set(paths) == Set(AccessMap.AgentPath.allCases))
    }

    @Test func `what agents send writes what the map promises, over the real port`() async throws {
        try await Ground().serve { running async throws in
            let client = try await TestClient.create(running)
            let log = try await running.controller.tenants.service(client.tenant).log
            let agent = try ScriptedAgent("one", running)
            let token = try await client.enrolmentToken(running)
            let answer = AsyncStream<WireEnrolmentAnswer>.makeStream()
            let enrolled = try await gained(log) {
                answer.continuation.yield(try await agent.enrol(client, token: token))
            }
            #expect(AccessMap.entry(of: .enrol) == .evidence(.enrolment))
            #expect(enrolled.map(\.kind) == [.enrolment])
            let renewed = try await gained(log) { try await agent.renewal(client) }
            #expect(AccessMap.entry(of: .renew) == .renewal)
            guard case .system(let words)? = renewed.first?.statement, renewed.count == 1 else {
                Issue.record("a renewal wrote \(renewed.map(\.kind))")
                return
            }
            #expect(words.event == .ca && words.object == agent.device.text && words.code == Keyword("renewal"))

            var answers = answer.stream.makeAsyncIterator()
            let identity = try agent.identity(try #require(await answers.next()))
            let blob = Array("nobody signed for this".utf8)
            let part = try #require(
                BlobPart(sha256: Digest(sha256Of: blob), offset: 0, total: UInt64(blob.count), content: blob)
            )
            // In this order, and answered one after the other: the ping's answer says that all before it were taken in.
            let silent: [WireAgentMessage.OneOf_Message] = [
                .status(agent.status(client.tenant)), .progress(.init()), .refused(.init()), .judged(.init()),
                .blob(part.wire), .ping(.with { $0.nonce = 3 }),
            ]
            let nothing = try await gained(log) {
                try await agent.connect(as: identity) { channel, _ async throws in
                    for message in silent { try await channel.send(message) }
                    #expect(try await channel.next() == .pong(.with { $0.nonce = 3 }))
                }
            }
            #expect(nothing.isEmpty)
            for path in silent.map(\.path) + [.hello] {
                guard case .nothing = AccessMap.entry(of: path) else {
                    Issue.record("\(path) promises an entry")
                    continue
                }
            }
            await agent.dialer.shutdown()
        }
    }
}
