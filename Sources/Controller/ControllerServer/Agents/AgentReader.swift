import ControllerCore
import Model
import Transport
import Wire
import WireMessages

/// Takes in what an agent sends, one message after the other: what isn't answered yet holds up the next.
struct AgentReader: Sendable {
    let channel: ControllerChannel
    let service: TenantService
    let device: DeviceID
    let connection: UInt64

    func run() async throws {
        var blobs = BlobIntake(blobs: service.parts.blobs, tenant: service.tenant)
        do {
            while let message = try await channel.next() {
                guard try await take(message, &blobs) else { break }
            }
        } catch {
            await blobs.end()
            throw error
        }
        await blobs.end()
    }

    /// False where the connection is to end.
    private func take(_ message: WireAgentMessage.OneOf_Message, _ blobs: inout BlobIntake) async throws -> Bool {
        switch message {
        case .status(let status):
            guard let status = read(status) else { return refuse() }
            await service.handle(.status(status), from: device, connection: connection)
        case .refused(let refused):
            await service.handle(
                .refused(
                    delivery: refused.delivery,
                    operation: OperationID(refused.operation),
                    code: refused.code,
                    status: refused.hasStatus ? read(refused.status) : nil
                ),
                from: device,
                connection: connection
            )
        case .judged(let judged):
            guard judged.verdicts.count <= WireLimits.evidenceLeaves else { return refuse() }
            await service.handle(
                .judged(
                    id: judged.id,
                    verdicts: Dictionary(judged.verdicts.map { ($0.index, $0.code) }) { first, _ in first },
                    status: judged.hasStatus ? read(judged.status) : nil
                ),
                from: device,
                connection: connection
            )
        case .progress(let progress): await take(progress)
        case .blob(let chunk):
            guard let part = try? BlobPart(chunk) else { return refuse() }
            do {
                try await blobs.take(part)
            } catch is BlobIntake.Fault {
                return refuse()
            } catch BlobError.digestMismatch, BlobError.tooLarge {
                return refuse()
            } catch let error where BlobIntake.isWantOfRoom(error) {
                // The receipt that names it is answered so, and both come again.
                await service.lackedRoom(error, device)
            }
            await service.heard(device, connection: connection)
        case .receipt(let report): try await take(report, &blobs)
        case .inventory(let report): try await take(report)
        case .ping(let ping):
            var pong = WirePong()
            pong.nonce = ping.nonce
            try await channel.send(.pong(pong))
            await service.heard(device, connection: connection)
        case .pong: await service.heard(device, connection: connection)
        case .goodbye: return false
        case .hello: return refuse()
        }
        return true
    }

    private func refuse() -> Bool {
        channel.close(.unexpectedMessage)
        return false
    }

    private func read(_ status: WireExecutorStatus) -> ReportedStatus? {
        ReportedStatus(status, tenant: service.tenant, device: device)
    }

    private func take(_ progress: WireRunProgress) async {
        guard let operation = OperationID(progress.operation) else { return }
        if !progress.output.isEmpty, progress.output.count <= WireLimits.blobChunk {
            await service.output(
                operation,
                from: device,
                stream: progress.stream == .stderr ? "stderr" : "stdout",
                offset: progress.offset,
                data: [UInt8](progress.output)
            )
        }
        let stage: TargetLife.Stage? =
            switch progress.state {
            case .delivered: .delivered
            case .running: .running
            default: nil
            }
        // Output alone changes nothing that the session has to hear of.
        guard let stage, progress.output.isEmpty else {
            return await service.heard(device, connection: connection)
        }
        await service.handle(.progress(operation, stage), from: device, connection: connection)
    }

    private func take(_ report: WireReceiptReport, _ blobs: inout BlobIntake) async throws {
        let event: SessionEvent
        do {
            guard report.hasReceipt, let signed = try? SignedText(report.receipt) else {
                throw ReceiptIntake.Problem.statement
            }
            let intake = try ReceiptIntake(signed, tenant: service.tenant, device: device)
            guard intake.receipt.sequence == report.sequence else { throw ReceiptIntake.Problem.chain }
            // One that is logged already may have lost its outputs since: they may be erased.
            if case .logged = await service.place(intake) {
            } else {
                switch try await blobs.claim(intake) {
                case .complete: break
                case .missing: throw ReceiptIntake.Problem.blobMissing
                case .noRoom: throw ReceiptIntake.Problem.log
                }
            }
            event = .receipt(intake)
        } catch let problem as ReceiptIntake.Problem {
            event = .badReceipt(sequence: report.sequence, problem)
        }
        await service.handle(event, from: device, connection: connection)
    }

    private func take(_ report: WireInventoryReport) async throws {
        var answer = WireInventoryAnswer()
        if report.hasStatement, let signed = try? SignedText(report.statement) {
            let text = StatementText(signed.statement)
            if case .inventory(let statement) = try? Statement.parse(text, as: .inventory) {
                answer.seq = statement.seq
            }
            switch await service.take(
                text,
                signature: signed.signature,
                report: [UInt8](report.report),
                from: device
            ) {
            case .accepted: answer.accepted = true
            case .problem(let problem): answer.problem = problem
            }
        } else {
            answer.problem = "statement"
        }
        try await channel.send(.inventoryAnswer(answer))
        await service.heard(device, connection: connection)
    }
}
