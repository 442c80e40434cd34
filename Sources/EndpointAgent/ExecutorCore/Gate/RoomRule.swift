import Trust

/// Step 13, in part: room for one more run and its receipt.
enum RoomRule {
    static func refusal(_ state: GateState, capabilities: Capabilities) -> RefusalCode? {
        if state.runs >= capabilities.concurrentRuns { return .busy }
        return state.spool.hasRoom(for: 0) ? nil : .spoolFull
    }
}
