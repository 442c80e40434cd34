import Model
import TestSupport
import Testing
import TransparencyLog

@Suite struct OperationTests {
    private let fixtures = StatementFixtures()

    private func refused(_ passage: String, _ other: String) -> Refusal? {
        refused(edited(fixtures.operation().rendered(), passage, other))
    }

    private func refused(_ text: StatementText) -> Refusal? {
        refusal { () throws(Refusal) in _ = try Statement.parse(text, zones: KnownZones("Asia/Shanghai")) }
    }

    private func with(_ member: String) -> StatementText {
        edited(fixtures.operation().rendered(), #","limits":"#, ",\(member),\"limits\":")
    }

    @Test(arguments: [
        (#""/bin/sh""#, #""/bin/dash""#, Reason.notListed, "action.interpreter"),
        (#""kind":"script""#, #""kind":"session""#, .unsupported, "action.kind"),
        (#""kind":"script""#, #""kind":"cancel""#, .notListed, "action.kind"),
        (#""kind":"script","#, "", .missingMember, "action.kind"),
        (#""queue":"HP-3F""#, #""Queue":"HP-3F""#, .name, "action.parameters.Queue"),
        (#""queue":"HP-3F""#, #""queue":3"#, .wrongType, "action.parameters.queue"),
        (#""fix-print-queue.sh""#, #""../x""#, .format, "action.script.name"),
        (#""seconds":120"#, #""seconds":0"#, .range, "limits.seconds"),
        (#""processes":64"#, #""processes":4097"#, .range, "limits.processes"),
        (#","processes":64"#, "", .missingMember, "limits.processes"),
        (#""T-2026-0042""#, #""""#, .empty, "ticket"),
        (#""2026-11-24T23:00:00Z""#, #""2026-11-24T21:00:00Z""#, .order, "expires"),
        (#""tenant":"acme""#, #""tenant":"Acme""#, .tenant, "tenant"),
        (#""version":1"#, #""version":0"#, .range, "root.version"),
    ])
    func `a value outside its bounds is refused`(passage: String, other: String, reason: Reason, member: String) {
        #expect(refused(passage, other) == Refusal(reason, member))
    }

    @Test(arguments: [
        (#""emergency":false"#, Reason.notListed, "emergency"), (#""emergency":"true""#, .wrongType, "emergency"),
        (#""profile":"sealed+""#, .notListed, "profile"), (#""conflict":"Print""#, .format, "conflict"),
        (#""after":"019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d5e""#, .order, "after"),
        (#""notBefore":"2026-11-24T20:59:59Z""#, .order, "notBefore"),
        (#""notBefore":"2026-11-24T23:00:00Z""#, .order, "notBefore"),
        (#""window":{"zone":"Asia/Shanghai","days":[1],"from":"9:00","to":"10:00"}"#, .hours, "window.from"),
        (#""window":{"zone":"Asia/Shanghai","days":[1],"from":"24:00","to":"10:00"}"#, .hours, "window.from"),
        (#""window":{"zone":"Asia/Shanghai","days":[1],"from":"09:00","to":"24:01"}"#, .hours, "window.to"),
        (#""window":{"zone":"Asia/Shanghai","days":[1],"from":"09:00","to":"09:00"}"#, .order, "window.to"),
        (#""window":{"zone":"Asia/Shanghai","days":[2,1],"from":"09:00","to":"10:00"}"#, .order, "window.days[1]"),
        (#""window":{"zone":"Asia/Shanghai","days":[2,2],"from":"09:00","to":"10:00"}"#, .duplicate, "window.days[1]"),
        (#""window":{"zone":"Asia/Shanghai","days":[],"from":"09:00","to":"10:00"}"#, .empty, "window.days"),
        (#""window":{"zone":"Mars/Base","days":[1],"from":"09:00","to":"10:00"}"#, .zone, "window.zone"),
        (#""window":{"zone":"../etc","days":[1],"from":"09:00","to":"10:00"}"#, .format, "window.zone"),
        (#""consent":{"timeoutSeconds":60,"whenAbsent":"wait","maxLater":1}"#, .notListed, "consent.whenAbsent"),
        (#""plan":{"canary":1,"batch":0,"pauseSeconds":0,"maxFailures":0,"seed":1}"#, .range, "plan.batch"),
    ])
    func `an optional member obeys its rule`(member: String, reason: Reason, path: String) {
        #expect(refused(with(member)) == Refusal(reason, path))
    }

    @Test func `every optional member is read and rendered`() throws {
        let members = [
            #""emergency":true"#, #""plan":{"canary":1,"batch":5,"pauseSeconds":60,"maxFailures":2,"seed":7}"#,
            #""window":{"zone":"Asia/Shanghai","days":[1,7],"from":"22:00","to":"24:00"}"#, #""conflict":"print""#,
            #""after":"019ab4c2-7d1e-7c3a-9f00-000000000001""#, #""reboot":true"#, #""profile":"sealed""#,
            #""consent":{"timeoutSeconds":60,"whenAbsent":"run","maxLater":1}"#,
            #""notBefore":"2026-11-24T21:30:00Z""#,
        ]
        let zones = KnownZones("Asia/Shanghai")
        let statement = try Statement.parse(with(members.joined(separator: ",")), zones: zones)
        guard case .operation(let operation) = statement else {
            Issue.record("not an operation")
            return
        }
        #expect(operation.emergency && operation.reboot)
        #expect(operation.window?.from == 22 * 60 && operation.window?.to == 24 * 60)
        #expect(operation.profile == .sealed && operation.plan?.batch == 5 && operation.consent?.whenAbsent == .run)
        #expect(try Statement.parse(operation.rendered(), zones: zones) == statement)
    }

    @Test func `targets are sorted ids or a tree, never both`() {
        let own = #""targets":{"devices":["\#(fixtures.device)"]}"#
        let tree = #""tree":"\#(fixtures.digest("tree").hex)""#
        #expect(refused(own, #""targets":{"count":501,\#(tree)}"#) == nil)
        #expect(refused(own, #""targets":{"count":500,\#(tree)}"#) == Refusal(.range, "targets.count"))
        #expect(refused(own, #""targets":{\#(tree)}"#) == Refusal(.missingMember, "targets.count"))
        #expect(
            refused(own, #""targets":{\#(tree),"count":501,"devices":[]}"#)
                == Refusal(.unknownMember, "targets.devices")
        )
        #expect(refused(own, #""targets":{}"#) == Refusal(.missingMember, "targets.devices"))
        #expect(refused(own, #""targets":{"devices":[]}"#) == Refusal(.empty, "targets.devices"))
    }

    @Test func `five hundred ids stand and one more is too many`() {
        let ids = (0..<501).map { TestKey("device \($0)").deviceID }
        #expect(refused(fixtures.operation(targets: Array(ids.prefix(500))).rendered()) == nil)
        #expect(refused(fixtures.operation(targets: ids).rendered()) == Refusal(.tooMany, "targets.devices"))
    }

    @Test func `the other kinds of action are read`() throws {
        let actions: [Action] = [
            .catalog(
                CatalogAction(
                    item: .literal("printer.restart"),
                    version: 2,
                    sha256: fixtures.digest("item"),
                    phase: .fix,
                    parameters: [.literal("copies"): .integer(3), .literal("fast"): .bool(true)],
                    secrets: [.literal("pin"): .make(random: fixtures.salt, value: [1])]
                )
            ),
            .collect(.literal("basic")), .update(release: fixtures.digest("release")),
        ]
        for action in actions {
            let operation = fixtures.operation(action: action)
            #expect(try Statement.parse(operation.rendered()) == .operation(operation))
        }
        #expect(actions.map(\.contentSha256) == [fixtures.digest("item"), nil, fixtures.digest("release")])
    }

    @Test func `a name is a parameter or a secret, never both`() {
        let secret = #""secrets":{"queue":{"commitment":"\#(fixtures.digest("x").hex)"}}"#
        #expect(refused(#""parameters":"#, "\(secret),\"parameters\":") == Refusal(.collision, "action.secrets.queue"))
    }

    @Test func `a parameter has at most 4,096 bytes`() {
        let most = String(repeating: "x", count: 4_096)
        #expect(refused("HP-3F", most) == nil)
        #expect(refused("HP-3F", most + "x") == Refusal(.tooLong, "action.parameters.queue"))
    }
}
