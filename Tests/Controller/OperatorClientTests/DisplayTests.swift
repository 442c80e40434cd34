import ControllerCore
import InventoryReport
import Model
import OperatorClient
import TestSupport
import Testing
import TransparencyLog
import Trust

@Suite struct ProgressMeterTests {
    @Test func `the first second is quiet`() {
        var meter = ProgressMeter(Localized("checking", "校验"), in: .english)
        #expect(meter.line(at: .milliseconds(999)) == nil)
        #expect(meter.line(at: .seconds(1)) == "checking…, 1 s")
    }

    @Test func `counts are shown with their share, and not more often than ten times a second`() {
        var meter = ProgressMeter(Localized("checking", "校验"), in: .chinese)
        meter.advance(to: 25, of: 100)
        #expect(meter.line(at: .milliseconds(2_000)) == "校验… 25/100 (25 %)，2 秒")
        #expect(meter.line(at: .milliseconds(2_050)) == nil)
        meter.advance(to: 7, of: nil)
        #expect(meter.line(at: .milliseconds(2_100)) == "校验… 7，2 秒")
    }
}

@Suite struct ParserTextTests {
    @Test func `a usage error has the form of every other error`() {
        let text = """
            Error: Missing value for '--on <name|id>'
            Help:  --on <name|id>  A target.
            Usage: countersign run [<options>] [<script>]
              See 'countersign run --help' for more information.
            """
        #expect(
            ParserText.error(text, in: .english) == """
                error: missing value for '--on <name|id>'
                  --on <name|id>  A target.
                usage: countersign run [<options>] [<script>]
                hint: see countersign run --help
                """
        )
        #expect(ParserText.error(text, in: .chinese).hasPrefix("错误：“--on <name|id>”缺少值\n"))
    }

    @Test func `what no template knows stands as it is`() {
        #expect(ParserText.error("Error: Strange 'x'", in: .chinese) == "错误：Strange 'x'")
    }

    @Test func `a value with a quote in it does not mislead`() {
        #expect(
            ParserText.error("Error: Unknown option '--it's'. Did you mean '--its'?", in: .chinese)
                == "错误：未知选项“--it's”，是否为“--its”？"
        )
    }
}

/// What is said in Chinese is Chinese, down to the words that came from elsewhere.
@Suite struct ChineseTests {
    private static func isChinese(_ text: String) -> Bool {
        text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }

    @Test func `every error and hint is Chinese, with its real values`() {
        let device = StatementFixtures().device
        let errors: [ClientError] = [
            .unreadable(path: "x.json", cause: "there is no such file"),
            .unwritable(path: "x", cause: "Permission denied"),
            .notSignedIn, .sessionOver, .tenantMissing(known: ["acme", "beta"]), .confirmationMissing(count: 3),
            .countMismatch(given: 2, count: 3), .declined, .refused(APIError(code: "rule-none", message: "no rule")),
            .answer(status: 500, path: "/x"), .unreachable(url: "https://c", cause: "connection refused"),
            .authorityMismatch(url: "https://c", expected: .zero, presented: []),
            .originMismatch(dialled: "https://a", presented: "https://b"), .keyMissing(path: "k"),
            .keyUnreadable(path: "k", cause: "c"), .passphrase(path: "k"), .agentRefused(path: "k", cause: "c"),
            .keygenMissing(path: "p"), .keygen(path: "k", cause: "c"), .checkpointOlder(held: 2, presented: 1),
            .fork(size: 3, kept: "f"), .inconsistent(from: 1, to: 2), .leafUnproven(index: 1),
            .leafRefused(index: 1, reason: "r"), .leafUnexpected(index: 1, wanted: "w"),
            .deviceMoved(name: "n", from: device, to: device), .deviceOlder(device: device, held: 2, presented: 1),
            .contentMismatch(what: "w", expected: .zero), .findings(2), .targetUnknown("t"),
            .targetAmbiguous("t", [device]), .targetInactive("t", nil), .noTargets,
        ]
        for error in errors {
            #expect(Self.isChinese(error.message.chinese), "\(error)")
            #expect(!Self.isChinese(error.message.english), "\(error)")
            if let hint = error.hint { #expect(Self.isChinese(hint.chinese), "\(error)") }
        }
        #expect(ClientError.unreadable(path: "x", cause: "there is no such file").message.chinese == "无法读取 x：没有此文件")
        #expect(errors[8].message.chinese == "被拒绝（rule-none）：没有规则允许；控制器原话：no rule")
    }

    @Test(arguments: RefusalCode.allCases)
    func `every code of the gate has its Chinese words`(code: RefusalCode) {
        let message = ClientError.refused(APIError(code, "…")).message.chinese
        #expect(message.contains("控制器原话"), "\(code.rawValue)")
    }

    @Test(arguments: ["tenant-exists", "quota", "disk", "log", "logged", "internal", "origin", "nonce"])
    func `every code of the controller's own has its Chinese words`(code: String) {
        let message = ClientError.refused(APIError(code: code, message: "…")).message.chinese
        #expect(message.contains("控制器原话"), "\(code)")
    }

    @Test(arguments: [
        "what was signed", "the reason", "stdout of pc-1", "the receipt of d for o", "operation o",
        "trust root 2 of acme",
    ])
    func `what something was to be is told in Chinese`(what: String) {
        for error in [
            ClientError.contentMismatch(what: what, expected: .zero), .leafUnexpected(index: 1, wanted: what),
        ] {
            #expect(!error.message.chinese.contains(what), "\(error.message.chinese)")
            #expect(error.message.english.contains(what))
        }
    }

    @Test func `a host that is not found is called so in Chinese`() {
        let error = ClientError.unreachable(url: "https://c", cause: "the name c.example.net was not found")
        #expect(error.message.chinese == "无法连接 https://c：找不到主机名 c.example.net")
    }

    @Test func `rules and who can meet them are Chinese line by line`() throws {
        let fixtures = StatementFixtures()
        let root = fixtures.root()
        let trust = TrustState(current: HeldRoot(root, sha256: root.rendered().sha256))
        let reaches = TrustExplain.whoCan(trust, now: fixtures.issued)
        #expect(!reaches.isEmpty)
        for reach in reaches {
            let lines = RuleText.lines(reach, in: .chinese)
            #expect(lines.count == RuleText.lines(reach, in: .english).count)
            for line in lines { #expect(Self.isChinese(line), "\(line)") }
        }
    }

    @Test func `what rules demand is told by roles`() {
        #expect(Catalogue.demands(["1 × contact", "2 × technician"]).chinese == "1 × 接口人、2 × 技术员")
        #expect(Catalogue.demands(["1 × contact", "2 × technician"]).english == "1 × contact, 2 × technician")
    }
}

/// Every printer of text that a device, a script or the controller made: nothing in it reaches the terminal as it is.
@Suite struct HostileTextTests {
    /// Moves the cursor, rings, colours, hides, turns the direction round, ends the line, pretends.
    private static let texts = [
        "a\u{1B}[2J\u{1B}[1;1Hb", "a\u{9B}31mb", "a\u{202E}b", "a\u{2066}b\u{2069}", "a\nb", "a\rb", "a\u{08}b",
        "a\u{07}b",
        "a\u{2028}b", "a\u{200B}b", "a\u{0}b", "a\u{1B}]0;title\u{7}b", "a\u{E0041}b", "a\u{FEFF}b",
    ]

    private func expectSafe(_ lines: [String], _ place: String = "") {
        #expect(!lines.isEmpty)
        for line in lines {
            for scalar in line.unicodeScalars {
                let isSafe =
                    scalar.value >= 0x20 && scalar.value != 0x7F && !(0x80...0x9F).contains(scalar.value)
                    && scalar.properties.generalCategory != .format
                    && ![.lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
                    && !scalar.properties.isDefaultIgnorableCodePoint
                #expect(isSafe, "\(place): U+\(String(scalar.value, radix: 16)) in \(line.debugDescription)")
            }
        }
    }

    @Test(arguments: texts)
    func `a table of names`(text: String) {
        var table = Table(["NAME", "X"])
        table.add([.init(text), .init(text)])
        expectSafe(table.lines())
        #expect(table.lines().count == 2)
    }

    @Test(arguments: texts)
    func `live output, on whichever line it stands`(text: String) {
        var lines = OutputLines(prefix: "\(Table.Cell(text).text) | ")
        let shown = lines.take(Array(text.utf8), at: 0) + lines.end()
        expectSafe(shown)
    }

    @Test func `live output that is no UTF-8`() {
        var lines = OutputLines(prefix: "")
        expectSafe(lines.take([0x61, 0xFF, 0xC0, 0x1B, 0x5B, 0x32, 0x4A, 0x0A], at: 0))
    }

    @Test(arguments: texts)
    func `what was collected`(text: String) throws {
        let facts = FactValue.object([
            "clock": .object(["now": .string(text), "offset_ms": .integer(0), "synchronised": .bool(true)]),
            "versions": .object(["executor": .string(text)]),
            "connectivity": .object(["agent_connected": .bool(true)]),
            "inventory": .object([
                "identity": .object(["hostname": .string(text)]),
                "os": .object(["pretty": .string(text)]), "kernel": .object(["running": .string(text)]),
                "cpu": .object(["model": .string(text)]),
                "disks": .array([.object(["name": .string(text), "model": .string(text)])]),
                "nics": .array([.object(["name": .string(text), "addresses": .array([.string(text)])])]),
            ]),
        ])
        let lines = try #require(CollectText.lines(CanonicalJSON.bytes(of: facts) + [0x0A], language: .english))
        expectSafe(lines)
    }

    @Test func `what is no collection is not taken for one`() {
        #expect(CollectText.lines(Array("hello\n".utf8), language: .english) == nil)
        #expect(CollectText.lines(Array("{\"a\":1}".utf8), language: .english) == nil)
    }

    @Test(arguments: texts)
    func `an order with its script, parameters and targets`(text: String) {
        let fixtures = StatementFixtures()
        let lines = OrderText.lines(
            fixtures.operation(),
            targets: [Target(id: fixtures.device, name: text, state: .active, groups: [], version: 1)],
            reason: text,
            script: Array("#!/bin/sh\n\(text)\n".utf8),
            language: .english
        )
        expectSafe(lines)
    }

    @Test(arguments: texts)
    func `errors that carry the controller's or a device's words`(text: String) {
        let device = StatementFixtures().device
        let errors: [ClientError] = [
            .refused(APIError(code: text, message: text, hint: text)), .unreachable(url: "https://c", cause: text),
            .originMismatch(dialled: "https://c", presented: text), .targetUnknown(text),
            .targetAmbiguous(text, [device]), .targetInactive(text, .quarantined),
            .deviceMoved(name: text, from: device, to: device), .leafRefused(index: 1, reason: text),
            .leafUnexpected(index: 1, wanted: text), .contentMismatch(what: text, expected: .zero),
            .checkpointRefused(cause: text), .keygen(path: "k", cause: text), .keyUnreadable(path: "k", cause: text),
            .agentRefused(path: "k", cause: text), .tenantMissing(known: [text]), .answer(status: 500, path: text),
        ]
        for error in errors {
            for language in [Language.english, .chinese] {
                expectSafe(error.shown(in: language), "\(error)")
            }
        }
    }

    @Test(arguments: texts)
    func `lines about orders that wait or were stopped`(text: String) {
        let id = StatementFixtures().operation().id
        let lines = [
            Catalogue.waiting([text], id: id), Catalogue.refusedDelivery(text, code: text),
            Catalogue.signedIn("https://c", until: text, tenants: text), Catalogue.erased(text),
        ]
        expectSafe(lines.map { $0.safe.english })
        expectSafe(lines.map { $0.safe.chinese })
    }
}
