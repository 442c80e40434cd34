internal import Transport

/// What a command's exit status says of an error.
package enum AgentFault {
    /// 1 for what is wrong on this machine, 3 for a refusal, 4 for what cannot be reached.
    package static func exitStatus(of error: any Error) -> Int32 {
        switch error {
        case is ExecutorClientError: 4
        case is TransportError: 4
        case AgentHostError.unreachable, AgentHostError.channel: 4
        case AgentHostError.refused: 3
        default: 1
        }
    }
}
