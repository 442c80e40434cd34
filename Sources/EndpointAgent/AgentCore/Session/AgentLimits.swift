/// The agent's own bounds; those of the protocol are `WireLimits`.
package enum AgentLimits {
    /// Deliveries, evidence and proofs of the controller's that may wait for the executor.
    ///
    /// A controller has one under way; each may have 2 MiB.
    package static let relays = 4

    /// Messages handed over and not yet sent above which output of running scripts is dropped.
    package static let outboundBeforeDropping = 8

    /// Messages handed over and not yet sent above which no further blob chunk is read.
    package static let outboundBeforeWaiting = 3

    /// Messages handed over and not yet sent above which the controller is given up.
    package static let outbound = 256

    /// Receipts sent and not yet proven; a controller keeps 32.
    package static let receiptWindow = 4

    /// How often a receipt is sent in one session because its blobs were missing.
    package static let receiptAttempts = 5

    /// Between two pings.
    package static let pingInterval = Duration.seconds(30)

    /// Pings without any answer after which the controller is dead.
    package static let missedPings = 2

    /// For the controller to answer the hello.
    package static let helloWait = Duration.seconds(30)

    /// Between two looks at the inventory, about.
    package static let inventoryInterval = Duration.seconds(900)

    /// What the interval is multiplied by, evenly spread, anew for each look.
    package static let inventoryJitter = 0.85...1.15

    /// Before a receipt is sent again that the controller's log could not take; doubles with each attempt.
    package static let receiptPause = Duration.seconds(5)

    /// How often it doubles: to a little over five minutes.
    package static let receiptPauseDoublings = 6

    /// Facts of one report, so that it fits a frame beside its statement.
    package static let reportFacts = 1_400_000
}
