import Glibc
import TestSupport
import Testing
import Transport

@testable import AgentHost

@Suite
struct AgentWordsTests {
    private static let refusals = [
        "malformed", "token-unknown", "token-expired", "token-spent", "statement", "signature", "tenant", "csr",
        "root-unknown", "token-mismatch", "clock", "enrolled", "device-unknown", "retired", "busy",
    ]

    /// Every error that a person meets, with the values that its words have to name.
    private static let met: [(error: any Error, values: [String])] =
        [
            (ExecutorClientError.unreachable(path: "/run/x/executor.sock", code: ENOENT), ["/run/x/executor.sock"]),
            (ExecutorClientError.unreachable(path: "/run/x.sock", code: EACCES), ["/run/x.sock", "\(getuid())"]),
            (ExecutorClientError.wrongUser(expected: 0, found: 4711), ["0", "4711"]),
            (ExecutorClientError.closed, ["\(getuid())", "--agent-uid"]),
            (ExecutorClientError.malformed("an answer to no request"), ["an answer to no request"]),
            (
                AgentHostError.file(attempt: "open", path: "/s/channel.pem", code: EACCES),
                ["/s/channel.pem", "\(getuid())"]
            ),
            (AgentHostError.folderMode(path: "/s"), ["/s", "chmod 700 /s"]),
            (AgentHostError.folderInUse(path: "/s"), ["/s", "--state"]),
            (AgentHostError.damaged(path: "/s/agent.seed"), ["/s/agent.seed"]),
            (
                AgentHostError.executor(code: "enrolled", detail: "its token is gone"),
                ["enrolled", "its token is gone"]
            ),
            (AgentHostError.executor(code: "storage", detail: ""), ["storage", "install-enrolment"]),
            (AgentHostError.executorAnswer, []), (AgentHostError.keysLost, []), (AgentHostError.noController, []),
            (AgentHostError.answer("no certificate"), ["no certificate"]), (AgentHostError.certificateEnded, []),
            (AgentHostError.bootID, ["/proc"]),
            (AgentHostError.unreachable(address: "10.0.0.1:7443"), ["10.0.0.1:7443"]),
        ] + refusals.map { (AgentHostError.refused(code: $0), [$0]) }
        + CloseReason.allCases.map { reason in
            (
                AgentHostError.channel(
                    address: "10.0.0.1:7443",
                    authority: "ab12",
                    reason: reason,
                    now: "2031-01-01T00:00:00Z"
                ),
                ["10.0.0.1:7443"]
            )
        }

    @Test
    func `every message names its values and the next step, in both languages`() {
        for (error, values) in Self.met {
            let words = AgentWords(error)
            for language in [AgentLanguage.english, .chinese] {
                #expect(!words.what(in: language).isEmpty && !words.next(in: language).isEmpty, "\(error)")
                for value in values { #expect(words.line(in: language).contains(value), "\(error): \(value)") }
            }
            #expect(words.line(in: .english).utf8.allSatisfy { $0 < 0x80 }, "\(error)")
            #expect(words.next(in: .chinese).unicodeScalars.contains { $0.value >= 0x4E00 }, "\(error)")
        }
    }

    @Test
    func `a wrong authority or a wrong clock shows the pin and this machine's time`() {
        let error = AgentHostError.channel(
            address: "controller.example:7443",
            authority: "ab12",
            reason: .serverUntrusted,
            now: "1999-12-31T23:59:59Z"
        )
        for language in [AgentLanguage.english, .chinese] {
            let line = AgentWords(error).line(in: language)
            #expect(line.contains("ab12") && line.contains("1999-12-31T23:59:59Z"))
        }
    }

    @Test(arguments: refusals)
    func `every refusal of an enrolment has words of its own`(code: String) {
        let unknown = AgentWords(AgentHostError.refused(code: "no-such-code"))
        let words = AgentWords(AgentHostError.refused(code: code))
        #expect(words.next(in: .english) != unknown.next(in: .english))
        #expect(words.next(in: .chinese) != unknown.next(in: .chinese))
    }

    @Test
    func `the first variable that is set decides the language`() {
        func language(_ environment: [String: String]) -> AgentLanguage { AgentLanguage { environment[$0] } }
        #expect(language([:]) == .english)
        #expect(language(["LANG": "zh_CN.UTF-8"]) == .chinese)
        #expect(language(["LC_ALL": "C", "LANG": "zh_CN.UTF-8"]) == .english)
        #expect(language(["LC_ALL": "", "LANG": "zh_CN.UTF-8"]) == .chinese)
        #expect(language(["COUNTERSIGN_LANG": "zh", "LC_ALL": "en_GB.UTF-8"]) == .chinese)
    }

    @Test
    func `exit statuses tell unreachable, refused and local apart`() {
        #expect(AgentFault.exitStatus(of: ExecutorClientError.closed) == 4)
        #expect(AgentFault.exitStatus(of: AgentHostError.unreachable(address: "a:1")) == 4)
        #expect(AgentFault.exitStatus(of: AgentHostError.refused(code: "retired")) == 3)
        #expect(AgentFault.exitStatus(of: AgentHostError.folderMode(path: "/s")) == 1)
    }
}
