package import InventoryReport
package import Model
package import WireMessages

/// What happens to an agent's session with a controller.
package enum AgentEvent: Sendable {
    /// The controller sent a message.
    case controller(WireControllerMessage.OneOf_Message)
    /// The executor answered a request or told of an event.
    case executor(WireExecutorMessage)
    /// A message that the session asked to send has left.
    case sent
    /// The inventory that the session asked for and the time by the system's clock; nil when nothing could be collected.
    case collected(Report?, at: Timestamp)
    /// The report that the session ordered is signed and its number is on disk; nil when that failed.
    case reportReady(sequence: UInt64, WireInventoryReport?)
    /// Time has passed.
    case tick
}
