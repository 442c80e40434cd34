import ControllerCore
import HTTPTypes
import Hummingbird
import Logging
import Testing
import Trust

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
}
