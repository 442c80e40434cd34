import Trust

/// Step 2: a log that has shown two histories, or a stop set by root on this machine.
enum LatchRule {
    static func refusal(_ state: GateState) -> RefusalCode? {
        if state.fork != nil { return .fork }
        return state.isStopped ? .localStop : nil
    }
}
