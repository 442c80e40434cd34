import Model
import OperatorClient
import TestSupport
import Testing

@Suite struct TargetTests {
    private let front = Target(
        id: TestKey("a").deviceID,
        name: "前台-01",
        state: .active,
        groups: [.literal("desktops")],
        version: 1
    )
    private let finance = Target(
        id: TestKey("b").deviceID,
        name: "财务-03",
        state: .active,
        groups: [.literal("desktops"), .literal("finance")],
        version: 2
    )
    private let fresh = Target(id: TestKey("c").deviceID, name: "", state: .quarantined, groups: [], version: 0)
    private let gone = Target(id: TestKey("d").deviceID, name: "old", state: .retired, groups: [], version: 4)

    private var all: [Target] { [front, finance, fresh, gone] }

    private func resolve(on named: [String] = [], where conditions: [String] = []) throws -> Set<DeviceID> {
        Set(try TargetSelector(on: named, where: conditions).resolve(among: all).map(\.id))
    }

    @Test func `names and ids mean the same device`() throws {
        #expect(try resolve(on: ["前台-01"]) == [front.id])
        #expect(try resolve(on: [front.id.text, "前台-01"]) == [front.id])
    }

    @Test func `conditions hold together and pass over what runs nothing`() throws {
        #expect(try resolve(where: ["group=desktops"]) == [front.id, finance.id])
        #expect(try resolve(where: ["group=desktops", "name=财务*"]) == [finance.id])
        #expect(try resolve(on: ["前台-01"], where: ["group=finance"]) == [front.id, finance.id])
    }

    @Test func `targets come in the order that statements demand`() throws {
        let targets = try TargetSelector(on: [], where: ["group=desktops"]).resolve(among: all)
        #expect(targets.map(\.id) == targets.map(\.id).sorted())
    }

    @Test func `an unknown, a quarantined and a retired device are refused by name`() {
        #expect(throws: ClientError.targetUnknown("nobody")) { try resolve(on: ["nobody"]) }
        #expect(throws: ClientError.targetInactive(fresh.id.text, nil)) { try resolve(on: [fresh.id.text]) }
        #expect(throws: ClientError.targetInactive("old", .retired)) { try resolve(on: ["old"]) }
        #expect(throws: ClientError.noTargets) { try resolve(where: ["group=nobody"]) }
    }

    @Test func `a name that two devices bear asks for the id`() {
        let twin = Target(id: TestKey("e").deviceID, name: "前台-01", state: .active, groups: [], version: 1)
        #expect(throws: ClientError.targetAmbiguous("前台-01", [front.id, twin.id])) {
            try TargetSelector.one("前台-01", among: [front, twin])
        }
    }

    @Test(arguments: ["group", "group=", "colour=red", "state=asleep"])
    func `an unclear condition is refused`(condition: String) {
        #expect(throws: ClientError.self) { try TargetSelector(on: [], where: [condition]) }
    }

    @Test(
        arguments: [
            (3, nil, true, TargetConfirmation.Need.yes), (3, 0, false, .nothing), (3, 3, false, .nothing),
            (11, nil, true, .count(11)), (11, 0, true, .count(11)), (11, 11, false, .nothing),
        ] as [(Int, Int?, Bool, TargetConfirmation.Need)]
    )
    func `more than ten targets need their number`(
        targets: Int,
        given: Int?,
        isTerminal: Bool,
        need: TargetConfirmation.Need
    ) throws {
        #expect(try TargetConfirmation.need(targets: targets, given: given, isTerminal: isTerminal) == need)
    }

    @Test(
        arguments: [
            (3, nil, ClientError.confirmationMissing(count: 3)), (11, 0, .confirmationMissing(count: 11)),
            (11, 12, .countMismatch(given: 12, count: 11)),
        ] as [(Int, Int?, ClientError)]
    )
    func `where nobody can be asked nothing is signed unconfirmed`(targets: Int, given: Int?, error: ClientError) {
        #expect(throws: error) { try TargetConfirmation.need(targets: targets, given: given, isTerminal: false) }
        #expect(error.hint?.english.contains("--yes") == true)
    }
}
