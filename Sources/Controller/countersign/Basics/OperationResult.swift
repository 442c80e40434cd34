import ControllerCore
import Model
import OperatorClient

/// What became of an order: the controller's summary, and the receipts verified here.
struct OperationResult {
    let summary: OperationSummary
    let order: VerifiedOperation
    let receipts: [DeviceID: VerifiedReceipt]
    let targets: [Target]

    /// Proves order and receipts; nothing is taken as a success without.
    static func prove(
        _ tenant: TrustedTenant,
        _ document: OperationDocument,
        _ targets: [Target]
    ) async throws(ClientError) -> OperationResult {
        let order = try await tenant.verified(document.summary)
        let receipts = try await tenant.receipts(of: order, document.summary.targets)
        return OperationResult(summary: document.summary, order: order, receipts: receipts, targets: targets)
    }

    /// Whether every target proved its success.
    var isSuccess: Bool {
        !order.devices.isEmpty && order.devices.allSatisfy { receipts[$0]?.receipt.outcome == .succeeded }
    }

    /// A target's line as `--json` prints it.
    private struct TargetView: Encodable {
        let device: String
        let name: String
        /// From a verified receipt, else the controller's word.
        let state: String
        let proven: Bool
        let exit: UInt64?
        let signal: UInt64?
        let code: String?
        let receipt: UInt64?
        let started: String?
        let ended: String?
    }

    private struct View: Encodable {
        let operation: String
        let state: String
        let success: Bool
        let missing: [String]
        let targets: [TargetView]
    }

    private func view(_ device: DeviceID) -> TargetView {
        let told = summary.targets.first { $0.device == device.text }
        let verified = receipts[device]
        let receipt = verified?.receipt
        return TargetView(
            device: device.text,
            name: targets.first { $0.id == device }?.name ?? "",
            state: receipt?.outcome.rawValue ?? unproven(told?.state),
            proven: verified != nil,
            exit: receipt?.exit,
            signal: receipt?.signal,
            code: receipt?.code?.rawValue ?? told?.code,
            receipt: verified?.index,
            started: receipt?.started?.text,
            ended: receipt?.ended?.text
        )
    }

    /// A word of the controller; an outcome without a receipt is none.
    private func unproven(_ state: String?) -> String {
        if summary.state == "denied" { return summary.state }
        guard let state, Outcome(rawValue: state) == nil else { return "unknown" }
        return state
    }

    private func why(_ view: TargetView) -> String {
        if let exit = view.exit, exit != 0 { return " (exit \(exit))" }
        if let signal = view.signal { return " (signal \(signal))" }
        return view.code.map { " (\($0))" } ?? ""
    }

    private func tone(_ view: TargetView) -> Table.Tone {
        guard view.proven else { return .faint }
        return view.state == Outcome.succeeded.rawValue ? .good : .bad
    }

    func show(_ console: Console, asJSON: Bool) {
        let views = order.devices.map(view)
        if asJSON {
            return console.json(
                View(
                    operation: order.operation.id.text,
                    state: summary.state,
                    success: isSuccess,
                    missing: summary.missing,
                    targets: views
                )
            )
        }
        var table = Table([Catalogue.name, Catalogue.device, Catalogue.outcome, Catalogue.receipt].map(console.text))
        for view in views {
            let word = console.text(Catalogue.outcome(view.state))
            let name = view.name.isEmpty ? "-" : view.name
            let receipt = view.receipt.map { String($0) } ?? "-"
            table.add([.init(name), .init(view.device), .init(word + why(view), tone: tone(view)), .init(receipt)])
        }
        console.out(table)
        if !receipts.isEmpty { console.note(Catalogue.proven(receipts.count)) }
    }
}
