package import WireMessages

/// What the shell round an agent's session has to do, in this order.
package enum AgentAction: Sendable {
    /// Send to the controller; report each as `sent` when the socket has taken it.
    case send(WireAgentMessage.OneOf_Message)
    /// Send to the executor.
    case ask(WireExecutorRequest)
    /// The controller has answered: the agent is connected.
    case connected(onHold: Bool)
    /// Collect the inventory with these facts from the executor, then report `collected`.
    case collectInventory(privileged: [String: String])
    /// Write the order's memory to disk, then sign the report and report `reportReady`.
    case makeReport(InventoryOrder)
    /// End the connection; nothing follows.
    case close(SessionEnd)
}
