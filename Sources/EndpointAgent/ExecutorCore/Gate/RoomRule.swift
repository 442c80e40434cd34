import Model
import Trust

/// Step 13, in part: room for one more run, its output and its receipt.
enum RoomRule {
    static func refusal(_ operation: Operation, state: GateState, capabilities: Capabilities) -> RefusalCode? {
        if state.runs >= capabilities.concurrentRuns { return .busy }
        guard state.spool.hasRoom(for: 0) else { return .spoolFull }
        return state.spool.mustWait(for: operation.limits.outputBytes) ? .busy : nil
    }
}
