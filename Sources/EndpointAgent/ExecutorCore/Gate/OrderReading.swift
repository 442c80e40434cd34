import Model
import Trust

/// A delivered leaf, read as far as it can be, before anybody has judged it.
///
/// The leaf may be good in part: an operation whose signature fails still names its targets, and one with a member from a later
/// version still names this device. What a receipt may say depends on it.
enum OrderReading: Sendable {
    /// The statement holds; `signers` are invalid where the signatures do not.
    case readable(Operation, StatementText, signers: [SignerFact])
    /// The statement does not hold, with `statement` or `unsupported`; `name` is there if it still names this device.
    case unreadable(RefusalCode, name: OrderName?)

    /// Reads a leaf that claims to be an operation.
    init(leaf: [UInt8], device: DeviceID, root: TrustRoot, zones: any TimeZoneSource) {
        guard let envelope = try? EntryEnvelope(leaf: leaf), envelope.kind == .operation else {
            self = .unreadable(.statement, name: nil)
            return
        }
        let text = StatementText(envelope.statement)
        let operation: Operation
        do throws(Refusal) {
            guard case .operation(let parsed) = try Statement.parse(text, as: .operation, zones: zones) else {
                self = .unreadable(.statement, name: nil)
                return
            }
            operation = parsed
        } catch {
            let code: RefusalCode = error.reason == .unsupported ? .unsupported : .statement
            self = .unreadable(code, name: OrderName(text, device: device, tenant: root.tenant))
            return
        }
        guard let entry = try? Entry(leaf: leaf, zones: zones) else {
            self = .readable(operation, text, signers: [])
            return
        }
        self = .readable(operation, text, signers: entry.facts.map { SignerFact($0, under: root) })
    }
}

/// The three members that a refusal of a broken statement needs: valid each, and naming this device.
struct OrderName: Sendable {
    let operation: OperationID
    let text: StatementText

    /// Nil unless the text obeys the parser's rules for any statement and `id`, `tenant` and `targets` hold.
    init?(_ text: StatementText, device: DeviceID, tenant: TenantID) {
        self.text = text
        do throws(Refusal) {
            let field = try Field(StrictJSON.parse(text.bytes, limit: StrictJSON.statementLimit))
            guard
                let id = try field.member("id"),
                let owner = try field.member("tenant"),
                let targets = try field.member("targets"),
                try owner.identifier(TenantID.self) == tenant,
                case .devices(let devices) = try Targets.parse(targets),
                devices.contains(device)
            else { return nil }
            operation = try id.identifier()
        } catch {
            return nil
        }
    }
}
