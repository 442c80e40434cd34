package import Model
import TransparencyLog
import Wire
package import WireMessages

/// One connection of the agent to a controller: what is said, asked and relayed next.
///
/// Performs nothing and trusts neither side: what the controller sends goes to the executor, which judges it; what the
/// executor holds goes to the controller. Times are those of a clock that does not jump.
package struct AgentSession: Sendable {
    /// Who the agent is and what it remembers.
    package struct Parts: Sendable {
        package var tenant: TenantID
        package var device: DeviceID
        package var bootID: BootID
        package var agentVersion: VersionText
        /// What the executor holds, asked for just before the connection was made.
        package var status: WireExecutorStatus
        package var inventory: InventoryMemory
        /// Spreads what a fleet would otherwise do in the same minute.
        package var random: any RandomNumberGenerator & Sendable

        package init(
            tenant: TenantID,
            device: DeviceID,
            bootID: BootID,
            agentVersion: VersionText,
            status: WireExecutorStatus,
            inventory: InventoryMemory,
            random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
        ) {
            self.tenant = tenant
            self.device = device
            self.bootID = bootID
            self.agentVersion = agentVersion
            self.status = status
            self.inventory = inventory
            self.random = random
        }
    }

    enum Phase: Hashable, Sendable {
        /// The hello is sent; the controller has to answer by this time.
        case greeting(deadline: Duration)
        case open
        case ended
    }

    let tenant: TenantID
    let device: DeviceID
    private let hello: WireAgentHello
    var phase: Phase
    var status: WireExecutorStatus
    var executor: ExecutorQueue
    var spool = SpoolRelay()
    var inventory: InventoryRelay
    private var keepAlive: KeepAlive
    /// Messages handed over and not yet taken by the socket.
    private var outbound = 0

    /// Makes a session over a connection just established.
    package init(_ parts: Parts, now: Duration) {
        tenant = parts.tenant
        device = parts.device
        phase = .greeting(deadline: now + AgentLimits.helloWait)
        status = parts.status
        executor = ExecutorQueue()
        inventory = InventoryRelay(parts.inventory, random: parts.random)
        keepAlive = KeepAlive(now: now)
        var hello = WireAgentHello()
        hello.oldestVersion = ProtocolVersion.oldest
        hello.newestVersion = ProtocolVersion.newest
        hello.agentVersion = parts.agentVersion.text
        hello.tenant = parts.tenant.text
        hello.device = parts.device.text
        hello.executor = parts.status
        hello.bootID = parts.bootID.text
        hello.inventorySeq = parts.inventory.sequence
        self.hello = hello
    }

    /// What the agent remembers of its reports, for the next session.
    package var inventoryMemory: InventoryMemory { inventory.memory }

    /// The first actions: the agent speaks first.
    package mutating func open() -> [AgentAction] {
        var actions: [AgentAction] = []
        send(.hello(hello), &actions)
        return actions
    }

    /// Takes in what happened and says what to do.
    package mutating func handle(_ event: AgentEvent, now: Duration) -> [AgentAction] {
        guard phase != .ended else { return [] }
        var actions: [AgentAction] = []
        switch event {
        case .controller(let message):
            keepAlive.heard()
            controller(message, now: now, &actions)
        case .executor(let message):
            executor(message, now: now, &actions)
        case .sent:
            outbound = max(0, outbound - 1)
        case .collected(let report, let at):
            if let report { order(inventory.collected(report, at: at), &actions) }
        case .reportReady(let sequence, let report):
            if let report, inventory.awaits(sequence) {
                send(.inventory(report), &actions)
            } else if report == nil {
                inventory.failed()
            }
        case .tick:
            tick(now: now, &actions)
        }
        guard phase != .ended else { return actions }
        proceed(now: now, &actions)
        return actions
    }

    private mutating func tick(now: Duration, _ actions: inout [AgentAction]) {
        if case .greeting(let deadline) = phase, now >= deadline {
            end(.helloMissing, &actions)
            return
        }
        switch keepAlive.step(now: now) {
        case .ping(let nonce):
            var ping = WirePing()
            ping.nonce = nonce
            // Before the hello is answered nothing but the hello belongs on the channel.
            if phase == .open { send(.ping(ping), &actions) }
        case .dead:
            end(.dead, &actions)
        case nil:
            break
        }
        spool.tick(now: now)
    }

    /// Starts whatever has room: the spool's next step, the inventory, waiting requests.
    private mutating func proceed(now: Duration, _ actions: inout [AgentAction]) {
        if phase == .open {
            while let step = spool.next(hasRoom: outbound <= AgentLimits.outboundBeforeWaiting) {
                switch step {
                case .askPage(let after):
                    spool.asked(last: status.lastSequence)
                    var request = WireSpoolRequest()
                    request.afterSequence = after
                    executor.put(.spoolPage, .spool(request))
                case .askBlob(let sha256, let offset):
                    var request = WireBlobRequest()
                    request.sha256 = sha256.wire
                    request.offset = offset
                    executor.put(.blob, .blob(request))
                case .sendBlob(let chunk):
                    send(.blob(chunk), &actions)
                case .send(let receipt):
                    send(.receipt(receipt), &actions)
                }
            }
            // An executor that has not answered the last one yet is not asked again.
            if inventory.collectionIsDue(now: now), !executor.contains(.privilegedFacts) {
                executor.put(.privilegedFacts, .privilegedFacts(WirePrivilegedFactsRequest()))
            }
        }
        while let request = executor.next() { actions.append(.ask(request)) }
        if outbound > AgentLimits.outbound { end(.slowPeer, &actions) }
    }

    // MARK: Parts of actions

    mutating func send(_ message: WireAgentMessage.OneOf_Message, _ actions: inout [AgentAction]) {
        outbound += 1
        actions.append(.send(message))
    }

    /// Sends what may be lost, unless others wait before it.
    mutating func sendIfIdle(_ message: WireAgentMessage.OneOf_Message, _ actions: inout [AgentAction]) {
        guard outbound <= AgentLimits.outboundBeforeDropping else { return }
        send(message, &actions)
    }

    mutating func order(_ order: InventoryOrder?, _ actions: inout [AgentAction]) {
        if let order { actions.append(.makeReport(order)) }
    }

    mutating func end(_ reason: SessionEnd, _ actions: inout [AgentAction]) {
        phase = .ended
        actions.append(.close(reason))
    }
}
