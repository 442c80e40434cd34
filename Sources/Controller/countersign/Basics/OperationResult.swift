import ControllerCore
import InventoryReport
import Model
import OperatorClient

/// What became of an order: the controller's summary, and the receipts verified here.
struct OperationResult {
    let summary: OperationSummary
    let order: VerifiedOperation
    let receipts: [DeviceID: VerifiedReceipt]
    /// Who approved it, by the log; empty where its entries were not asked for.
    let approvers: [String]
    /// Denials and cancels.
    let stops: [VerifiedStop]
    let targets: [Target]

    /// Proves order, receipts, and who stopped it; nothing is taken as a success without.
    static func prove(
        _ tenant: TrustedTenant,
        _ id: OperationID,
        _ summary: OperationSummary,
        _ targets: [Target]
    ) async throws(ClientError) -> OperationResult {
        guard
            ["denied", "cancelled"].contains(summary.state)
                || summary.targets.contains(where: { ["denied", "cancelled"].contains($0.state) })
        else {
            return try await prove(tenant, id, summary, words: [], targets)
        }
        return try await prove(tenant, id, tenant.operation(id), targets)
    }

    /// The same with what the log has on it.
    static func prove(
        _ tenant: TrustedTenant,
        _ id: OperationID,
        _ document: OperationDocument,
        _ targets: [Target]
    ) async throws(ClientError) -> OperationResult {
        try await prove(tenant, id, document.summary, words: document.entries, targets)
    }

    private static func prove(
        _ tenant: TrustedTenant,
        _ id: OperationID,
        _ summary: OperationSummary,
        words: [UInt64],
        _ targets: [Target]
    ) async throws(ClientError) -> OperationResult {
        // All in one question.
        _ = try await tenant.leaves([summary.index] + summary.targets.compactMap(\.receipt) + words)
        let order = try await tenant.verified(summary, as: id)
        return OperationResult(
            summary: summary,
            order: order,
            receipts: try await tenant.receipts(of: order, summary.targets),
            approvers: try await tenant.approvers(of: order, among: words),
            stops: try await tenant.stops(of: order, among: words),
            targets: targets
        )
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
        let stopped: [StopView]
        let targets: [TargetView]
    }

    private struct StopView: Encodable {
        let kind: String
        let entry: UInt64
        let at: String
        let people: [String]
    }

    private func view(_ device: DeviceID) -> TargetView {
        let told = summary.targets.first { $0.device == device.text }
        let verified = receipts[device]
        let receipt = verified?.receipt
        return TargetView(
            device: device.text,
            name: targets.first { $0.id == device }?.name ?? "",
            state: receipt?.outcome.rawValue ?? unproven(device, told?.state),
            proven: verified != nil,
            exit: receipt?.exit,
            signal: receipt?.signal,
            code: receipt?.code?.rawValue ?? told?.code,
            receipt: verified?.index,
            started: receipt?.started?.text,
            ended: receipt?.ended?.text
        )
    }

    /// Without a receipt: stopped where the log says so, else a word of the controller, which can't be an outcome.
    private func unproven(_ device: DeviceID, _ state: String?) -> String {
        guard let state else { return "unknown" }
        for (kind, word) in [(EntryKind.denial, "denied"), (.cancel, "cancelled")] {
            let isTold = summary.state == word || state == word
            if isTold, stops.contains(where: { $0.kind == kind && $0.concerns(device) }) { return word }
        }
        return Outcome(rawValue: state) == nil && state != "denied" ? state : "unknown"
    }

    private func why(_ view: TargetView, _ console: Console) -> String {
        if let exit = view.exit, exit != 0 { return console.text(Catalogue.exit(exit)) }
        if let signal = view.signal { return console.text(Catalogue.signal(signal)) }
        return view.code.map { " (\($0))" } ?? ""
    }

    private func tone(_ view: TargetView) -> Table.Tone {
        guard view.proven else { return .faint }
        return view.state == Outcome.succeeded.rawValue ? .good : .bad
    }

    func show(_ tenant: TrustedTenant, _ console: Console, asJSON: Bool) async throws {
        let views = order.devices.map(view)
        if asJSON {
            return console.json(
                View(
                    operation: order.operation.id.text,
                    state: summary.state,
                    success: isSuccess,
                    missing: summary.missing,
                    stopped: stops.map {
                        StopView(kind: $0.kind.rawValue, entry: $0.index, at: $0.at.text, people: $0.people)
                    },
                    targets: views
                )
            )
        }
        var table = Table([Catalogue.name, Catalogue.device, Catalogue.outcome, Catalogue.receipt].map(console.text))
        for view in views {
            let word = console.text(Catalogue.outcome(view.state))
            let name = view.name.isEmpty ? "-" : view.name
            let receipt = view.receipt.map { String($0) } ?? "-"
            table.add([
                .init(name), .init(view.device), .init(word + why(view, console), tone: tone(view)), .init(receipt),
            ])
        }
        console.out(table)
        for stop in stops {
            console.out(
                Catalogue.stopped(
                    stop.kind,
                    by: stop.people,
                    at: stop.at,
                    index: stop.index,
                    reason: try await tenant.text(stop.reason, called: "the reason").map {
                        DisplayText.escaped($0)
                    }
                )
            )
        }
        if !receipts.isEmpty { console.note(Catalogue.proven(receipts.count)) }
    }
}
