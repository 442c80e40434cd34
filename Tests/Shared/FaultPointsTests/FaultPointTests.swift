import FaultPoints
import Foundation
import Model
import Testing

@Suite struct FaultPointTests {
    @Test func `every kind of entry has a point of its own`() {
        for kind in EntryKind.allCases {
            #expect(ControllerStep(rawValue: "controller.log-\(kind.rawValue)") != nil, "\(kind)")
        }
    }

    @Test func `a process that was told nothing passes every point`() throws {
        for step in ControllerStep.allCases {
            #expect(!step.fails())
            step.landed()
        }
        try ExecutorStep.admitted.reach(failingWith: CancellationError())
    }

    @Test func `a point is hit at the side and the count that were named, and nowhere else`() async {
        await #expect(processExitsWith: .signal(SIGKILL)) {
            setenv("COUNTERSIGN_FAULT", "executor.ledger-began:after:2", 1)
            ExecutorStep.admitted.landed()
            guard !ExecutorStep.began.fails() else { exit(3) }
            ExecutorStep.began.landed()
            print("once")
            ExecutorStep.began.landed()
            exit(4)
        }
        await #expect(processExitsWith: .exitCode(7)) {
            setenv("COUNTERSIGN_FAULT", "agent.signer-kept:fail", 1)
            AgentStep.signerKept.landed()
            guard !AgentStep.requestKept.fails(), AgentStep.signerKept.fails() else { exit(1) }
            // Once: a disk that was freed.
            exit(AgentStep.signerKept.fails() ? 1 : 7)
        }
        await #expect(processExitsWith: .signal(SIGKILL)) {
            setenv("COUNTERSIGN_FAULT", "controller.log-receipt:before", 1)
            exit(ControllerStep.logReceipt.fails() ? 1 : 0)
        }
    }

    @Test(arguments: ["executor.ledger-began", "executor.ledger-began:sideways", "executor.ledger-began:fail:0", "on"])
    func `anything else does nothing`(text: String) async {
        await #expect(processExitsWith: .exitCode(0)) { [text = text as String] in
            setenv("COUNTERSIGN_FAULT", text, 1)
            for step in ExecutorStep.allCases {
                if step.fails() { exit(1) }
                step.landed()
            }
            exit(0)
        }
    }
}
