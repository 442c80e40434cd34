/// The agent's durable steps: each replaces or removes one file of its state folder.
package enum AgentStep: String, FaultPoint {
    case signerKept = "agent.signer-kept"
    case requestKept = "agent.request-kept"
    case channelKept = "agent.channel-kept"
    case requestForgotten = "agent.request-forgotten"
    case deviceForgotten = "agent.device-forgotten"
    case inventoryKept = "agent.inventory-kept"
}
