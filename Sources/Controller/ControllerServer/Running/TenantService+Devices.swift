package import ControllerCore
import InventoryReport
import Logging
import Model
import TransparencyLog
import Transport

/// A device that is connected.
struct LiveDevice {
    /// Tells this connection from an older one of the same device.
    let connection: UInt64
    let bootID: BootID
    let channel: ControllerChannel
    /// What is to be sent, in order; its reader is the connection's writing task.
    let outbox: AsyncStream<SessionAction>.Continuation
    var session: DeviceSession
    var lastHeard: Timestamp
    /// When to look at the session again.
    var wake: Timestamp?

    /// What may wait to be sent.
    ///
    /// One proof is under way at a time, so more than this is a device that floods.
    static let outboxLimit = 64
}

/// A connection that has been taken in.
struct OpenedDevice: Sendable {
    let connection: UInt64
    let isOnHold: Bool
    let inventoryHash: String
    let outbox: AsyncStream<SessionAction>
}

/// What a device says when it connects, parsed.
struct DeviceHello: Sendable {
    let device: DeviceID
    let bootID: BootID
    let agentVersion: String
    let status: ReportedStatus
}

extension TenantService {
    /// Takes a connection in; a newer one of the same device takes the older one's place.
    func open(_ hello: DeviceHello, connection: UInt64, channel: ControllerChannel) async -> OpenedDevice? {
        guard let logged = history.devices[hello.device], logged.state != .retired else { return nil }
        let inventory = try? await inventory(of: hello.device)
        let now = now()
        var rival = false
        if let older = live.removeValue(forKey: hello.device) {
            rival =
                older.channel.frames.closeReason == nil
                && HoldJudge.isInTwoPlaces(
                    older: older.bootID,
                    lastHeard: older.lastHeard,
                    newer: hello.bootID,
                    now: now
                )
            older.outbox.finish()
            older.channel.close(.replaced)
        }
        let (outbox, put) = AsyncStream<SessionAction>.makeStream(
            bufferingPolicy: .bufferingOldest(LiveDevice.outboxLimit)
        )
        let memory = memories[hello.device] ?? DeviceMemory(of: logged)
        var session = DeviceSession(device: hello.device, memory: memory, zones: parts.zones)
        let actions = session.open(
            hello.status,
            bootID: hello.bootID,
            agentVersion: hello.agentVersion,
            rival: rival,
            history: history,
            now: now
        )
        let isOnHold = session.hold != nil
        live[hello.device] = LiveDevice(
            connection: connection,
            bootID: hello.bootID,
            channel: channel,
            outbox: put,
            session: session,
            lastHeard: now
        )
        if let intake = perform(actions, of: hello.device) { Task { await log(intake, of: hello.device) } }
        let hash = inventory?.state.sequence == nil ? "" : inventory?.state.hashes.combined.hex ?? ""
        return OpenedDevice(connection: connection, isOnHold: isOnHold, inventoryHash: hash, outbox: outbox)
    }

    /// A connection has ended.
    func closed(_ device: DeviceID, connection: UInt64) {
        guard let ended = live[device], ended.connection == connection else { return }
        ended.outbox.finish()
        live[device] = nil
        // What was under way is not known to have arrived.
        for operation in history.open[device] ?? [] where lives[operation]?[device]?.stage == .delivered {
            forget(operation, device)
            watchers.changed(operation)
        }
    }

    /// Whether a device may open a channel at all.
    func admits(_ device: DeviceID) -> Bool {
        history.devices[device].map { $0.state != .retired } ?? false
    }

    /// Passes what a device said to its session, and logs the receipt that may come of it.
    func handle(_ event: SessionEvent, from device: DeviceID, connection: UInt64) async {
        guard live[device]?.connection == connection else { return }
        live[device]?.lastHeard = now()
        if case .refused(_, let operation?, let code, _) = event, history.operations[operation]?.names(device) == true {
            watchers.tell(
                operation,
                OperationEvent(event: "refused", device: device.text, code: Keyword(code)?.text ?? "malformed")
            )
        }
        if let intake = run(device, event) { await log(intake, of: device) }
    }

    /// Runs a session one step for a reason of our own; a receipt that it wants logged is logged beside the caller.
    func step(_ device: DeviceID, _ event: SessionEvent) {
        guard let intake = run(device, event) else { return }
        // Unstructured: the caller is an append of somebody else, or the clock; neither may wait for this one.
        Task { await log(intake, of: device) }
    }

    /// Logs a receipt, and those whose turn has come by that.
    private func log(_ first: ReceiptIntake, of device: DeviceID) async {
        var next: ReceiptIntake? = first
        while let intake = next {
            let sequence = intake.receipt.sequence
            next = run(
                device,
                await isLogged(intake, of: device) ? .logged(sequence: sequence) : .notLogged(sequence: sequence)
            )
        }
    }

    private func forget(_ operation: OperationID, _ device: DeviceID) {
        lives[operation]?[device] = nil
        if lives[operation]?.isEmpty == true { lives[operation] = nil }
    }

    private func isLogged(_ intake: ReceiptIntake, of device: DeviceID) async -> Bool {
        do {
            try await chargeDevice(bytes: intake.text.bytes.count)
            _ = try await append([intake.draft(in: history)])
            forget(intake.receipt.operation, device)
            return true
        } catch LogError.alreadyLogged {
            return true
        } catch is QuotaError {
            // Counted; the device keeps it and tries again.
            return false
        } catch {
            parts.logger.error(
                "receipt not logged",
                metadata: ["tenant": "\(tenant)", "device": "\(device)", "error": "\(error)"]
            )
            return false
        }
    }

    /// A frame that says nothing but that the device is alive.
    func heard(_ device: DeviceID, connection: UInt64) {
        guard live[device]?.connection == connection else { return }
        live[device]?.lastHeard = now()
    }

    /// There was no room for an output; the receipt that names it waits at the device.
    func lackedRoom(_ error: any Error, _ device: DeviceID) {
        noteQuota(error)
        parts.logger.error(
            "output not stored",
            metadata: ["tenant": "\(tenant)", "device": "\(device)", "error": "\(error)"]
        )
    }

    /// Where a receipt stands towards the log, so that blobs are asked for only where they matter.
    package func place(_ intake: ReceiptIntake) -> ReceiptIntake.Place {
        intake.place(in: history)
    }

    /// Output for those who watch.
    func output(_ operation: OperationID, from device: DeviceID, stream: String, offset: UInt64, data: [UInt8]) {
        guard history.operations[operation]?.names(device) == true, !data.isEmpty else { return }
        watchers.tell(
            operation,
            OperationEvent(
                event: "output",
                device: device.text,
                stream: stream,
                offset: offset,
                data: Base64.encode(data)
            )
        )
    }

    /// Looks at sessions whose time has come, and writes the count of a minute's refusals.
    func tick() async {
        let now = now()
        for (device, state) in live {
            guard let wake = state.wake, wake <= now else { continue }
            live[device]?.wake = nil
            step(device, .tick)
        }
        for words in [refusals.flush(tenant: tenant, now: now), quotaWords()].compactMap({ $0 }) {
            try? await append(words)
        }
    }

    /// Runs a device's session one step and performs what it says; a receipt to be logged is given back.
    private func run(_ device: DeviceID, _ event: SessionEvent) -> ReceiptIntake? {
        guard var state = live[device] else { return nil }
        let actions = state.session.handle(event, history: history, now: now())
        live[device]?.session = state.session
        return perform(actions, of: device)
    }

    private func perform(_ actions: [SessionAction], of device: DeviceID) -> ReceiptIntake? {
        var intake: ReceiptIntake?
        for action in actions {
            switch action {
            case .hello: break  // sent before the outbox is read
            case .log(let receipt): intake = receipt
            case .remember(let memory): remember(memory, of: device)
            case .life(let operation, let life):
                lives[operation, default: [:]][device] = life
                watchers.changed(operation)
            case .flag(let hold):
                parts.logger.warning(
                    "device on hold",
                    metadata: ["tenant": "\(tenant)", "device": "\(device)", "reason": "\(hold.reason.rawValue)"]
                )
            case .wake(let time): live[device]?.wake = time
            case .observe, .sendEvidence, .sendDelivery, .sendReceiptProof, .sendReceiptProblem, .close:
                guard let state = live[device] else { continue }
                if case .dropped = state.outbox.yield(action) { state.channel.close(.slowPeer) }
            }
        }
        return intake
    }

    /// Notes what a device reported, to be written with what others report meanwhile: one transaction for all of them.
    private func remember(_ memory: DeviceMemory, of device: DeviceID) {
        let before = memories.updateValue(memory, forKey: device)
        // Where a note waits already, it says what the rows hold.
        if !unkept.keys.contains(device) { unkept.updateValue(before, forKey: device) }
        guard !keeping else { return }
        keeping = true
        // Unstructured: a device is not kept waiting for a note that may be lost.
        Task {
            defer { keeping = false }
            // Nor is an order whose entries wait for the same disk.
            try? await Task.sleep(for: Self.notesDelay)
            await keepMemories()
        }
    }

    private func keepMemories() async {
        while !unkept.isEmpty {
            let notes = unkept.compactMap { device, before in
                memories[device].map { TenantParts.Note(device: device, memory: $0, before: before) }
            }
            unkept = [:]
            do {
                try await parts.keep(notes, tenant: tenant)
            } catch {
                // The rows hold what they held; the next report tries again.
                for note in notes where !unkept.keys.contains(note.device) {
                    unkept.updateValue(note.before, forKey: note.device)
                }
                parts.logger.warning(
                    "devices' reports not kept",
                    metadata: ["tenant": "\(tenant)", "error": "\(error)"]
                )
                return
            }
        }
    }

    /// Returns once everything remembered and projected up to now is written, or can't be.
    func settle() async {
        _ = try? await parts.fleet.catchUp(tenant, from: log)
        await keepMemories()
        // Writes are serial: behind this one, another task's is done too.
        try? await parts.keep([], tenant: tenant)
    }
}
