import ControllerCore
import Foundation
import Model
import OperatorClient
import TransparencyLog

/// Follows an order until it ended, shows output as it comes, then proves what became of it.
final class OperationFollower {
    private let tenant: TrustedTenant
    private let id: OperationID
    private let targets: [Target]
    private let console: Console
    private let isQuiet: Bool
    private let width: Int
    private var streams: [String: OutputLines] = [:]
    private var told: [String: String] = [:]
    private var toldMissing: [String] = []
    private var last: OperationSummary?
    /// The first stream that was shown otherwise than the device signed it.
    private var forgery: ClientError?

    /// A follower of one operation.
    ///
    /// - Parameter isQuiet: output goes to stderr, since stdout is for JSON.
    init(_ tenant: TrustedTenant, _ id: OperationID, _ targets: [Target], _ console: Console, isQuiet: Bool) {
        self.tenant = tenant
        self.id = id
        self.targets = targets
        self.console = console
        self.isQuiet = isQuiet
        width = targets.map { DisplayWidth.columns(of: $0.label) }.max() ?? 0
    }

    /// Follows to the end.
    ///
    /// - Returns: whether every target has a verified receipt of success.
    func follow() async throws -> Bool {
        let summary = try await console.during(Catalogue.waitingForReceipts) { progress in
            try await watch(progress)
        }
        let result = try await OperationResult.prove(tenant, id, summary, targets)
        try await showRest(result)
        // Only now: what a stream lacked may be the end of a line begun.
        for name in streams.keys.sorted() { finish(name) }
        try await result.show(tenant, console, asJSON: isQuiet)
        if let forgery { throw forgery }
        return result.isSuccess
    }

    /// Watches until nothing more can come.
    private func watch(_ progress: Progress) async throws -> OperationSummary {
        var pause: UInt64 = 1
        while true {
            do {
                try await tenant.watch(id) { event in
                    self.take(event, progress)
                    return !self.hasEnded
                }
                pause = 1
            } catch ClientError.unreachable(let url, let cause) {
                guard pause <= 60 else { throw ClientError.unreachable(url: url, cause: cause) }
                console.note(Catalogue.reconnecting)
            }
            if let last, hasEnded { return last }
            if let summary = try await summary() { take(summary, progress) }
            if let last, hasEnded { return last }
            try await Task.sleep(nanoseconds: pause * 1_000_000_000)
            pause *= 2
        }
    }

    /// What the controller says now; nil if it can't be asked.
    ///
    /// An answer about another order is no such failure and ends everything.
    private func summary() async throws(ClientError) -> OperationSummary? {
        do {
            return try await tenant.operation(id).summary
        } catch  where error.status != .verification {
            return nil
        }
    }

    private var hasEnded: Bool { last.map { OperationEnd.isEnd($0) } ?? false }

    private func take(_ event: OperationEvent, _ progress: Progress) {
        switch event.event {
        case "state", "end": if let summary = event.summary { take(summary, progress) }
        case "output":
            guard let device = event.device, let data = event.data.flatMap({ Base64.decode($0) }) else { return }
            show(data, at: event.offset ?? 0, device: device, stream: event.stream == "stderr" ? "stderr" : "stdout")
        case "refused":
            guard let device = event.device, let code = event.code, told[device] != code else { return }
            told[device] = code
            console.note(Catalogue.refusedDelivery(Table.Cell(label(device)).text, code: Table.Cell(code).text))
        default: return
        }
    }

    private func take(_ summary: OperationSummary, _ progress: Progress) {
        last = summary
        let received = summary.targets.count { $0.receipt != nil }
        progress.advance(to: UInt64(received), of: UInt64(summary.targets.count))
        if summary.state == "waiting", !summary.missing.isEmpty, summary.missing != toldMissing {
            toldMissing = summary.missing
            console.note(Catalogue.waiting(summary.missing.map { Table.Cell($0).text }, id: id))
        }
    }

    // MARK: output

    /// A collection is shown as a whole, once its receipt has come.
    private var isCollection: Bool { last?.kind == ActionKind.collect.rawValue }

    private func show(_ bytes: [UInt8], at offset: UInt64, device: String, stream: String) {
        if isCollection, stream == "stdout" { return }
        let key = "\(device)/\(stream)"
        var lines = streams[key] ?? OutputLines(prefix: prefix(device))
        let shown = lines.take(bytes, at: offset)
        streams[key] = lines
        for line in shown { write(line, stream) }
    }

    private func finish(_ key: String) {
        guard var lines = streams[key] else { return }
        for line in lines.end() { write(line, key.hasSuffix("stderr") ? "stderr" : "stdout") }
        streams[key] = lines
    }

    /// What the stream did not bring, from the blobs that receipts name; and whether what it brought stands in them.
    private func showRest(_ result: OperationResult) async throws {
        for key in streams.keys.sorted() where !result.receipts.keys.contains(where: { key.hasPrefix("\($0)/") }) {
            console.note(Catalogue.shownUnsigned(what(key)))
        }
        for (device, receipt) in result.receipts.sorted(by: { $0.key < $1.key }) {
            for (stream, digest) in [("stdout", receipt.receipt.stdout), ("stderr", receipt.receipt.stderr)] {
                let key = "\(device)/\(stream)"
                let what = what(key)
                guard let digest else {
                    guard streams[key] != nil else { continue }
                    console.note(Catalogue.shownUnsigned(what))
                    if receipt.receipt.outcome != .interrupted {
                        forgery = forgery ?? .leafUnexpected(index: receipt.index, wanted: "a receipt for \(what)")
                    }
                    continue
                }
                guard digest.keptBytes > 0 || streams[key] != nil else { continue }
                guard let bytes = try await tenant.output(digest, called: what) else {
                    console.note(streams[key] == nil ? Catalogue.erased(what) : Catalogue.shownUnsigned(what))
                    continue
                }
                if result.order.isCollection, stream == "stdout",
                    let lines = CollectText.lines(bytes, language: console.language)
                {
                    for line in lines { write(prefix(device.text) + line, stream) }
                    continue
                }
                let position = streams[key]?.offset ?? 0
                show(Array(bytes.dropFirst(Int(clamping: position))), at: position, device: device.text, stream: stream)
                // Only now: what waited behind a gap may go beyond what was kept.
                finish(key)
                guard let shown = streams[key]?.shownBytes, !shown.stands(in: bytes) else { continue }
                // A device that lost power signs for less than it had sent.
                guard receipt.receipt.outcome != .interrupted else {
                    console.note(Catalogue.shownUnsigned(what))
                    continue
                }
                forgery = forgery ?? .contentMismatch(what: what, expected: digest.sha256)
                console.note(Catalogue.shownOtherwise(what))
                streams[key] = nil
                show(bytes, at: 0, device: device.text, stream: stream)
            }
        }
    }

    /// A stream as people name it: `stdout of pc-1`.
    private func what(_ key: String) -> String {
        let parts = key.split(separator: "/", maxSplits: 1).map(String.init)
        return "\(parts.last ?? "") of \(Table.Cell(label(parts.first ?? "")).text)"
    }

    private func write(_ line: String, _ stream: String) {
        if isQuiet || stream == "stderr" { console.note(line) } else { console.out(line) }
    }

    private func label(_ device: String) -> String {
        targets.first { $0.id.text == device }?.label ?? device
    }

    private func prefix(_ device: String) -> String {
        Table.Cell(label(device)).text
            + String(repeating: " ", count: max(0, width - DisplayWidth.columns(of: label(device)))) + " | "
    }
}
