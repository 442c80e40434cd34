import InventoryReport
package import Model

/// An order in words: what a person reads before they sign.
package struct OrderText {
    private let operation: Operation
    private let language: Language
    private var lines: [String] = []

    /// The lines of an order.
    ///
    /// - Parameters:
    ///   - targets: by verified names.
    ///   - reason: nil if it was erased.
    ///   - script: the script's bytes, verified; nil where there is none or it is not shown.
    package static func lines(
        _ operation: Operation,
        targets: [Target],
        reason: String?,
        script: [UInt8]?,
        language: Language
    ) -> [String] {
        var text = OrderText(operation: operation, language: language)
        text.write(targets: targets, reason: reason, script: script)
        return text.lines
    }

    private init(operation: Operation, language: Language) {
        self.operation = operation
        self.language = language
    }

    private mutating func add(_ label: Localized, _ value: String) {
        let width = language == .english ? 12 : 10
        lines.append(DisplayWidth.padded(label.text(in: language), to: width) + value)
    }

    private mutating func write(targets: [Target], reason: String?, script: [UInt8]?) {
        add(Catalogue.operation, operation.id.text)
        switch operation.action {
        case .script(let action):
            add(
                Catalogue.labelScript,
                "\(action.script.name), \(action.script.bytes) B, \(action.interpreter.rawValue), SHA-256 \(action.script.sha256)"
            )
            for (name, value) in action.parameters.sorted(by: { $0.key < $1.key }) {
                add(Catalogue.labelParameter, "\(name)=\(DisplayText.escaped(value, limit: 4_096))")
            }
        case .collect(let profile): add(Catalogue.labelCollect, profile.text)
        case .catalog(let action): add(Catalogue.kind, "catalog \(action.item) \(action.version)")
        case .update(let release): add(Catalogue.kind, "update \(release)")
        }
        add(
            Catalogue.labelReason,
            reason.map { DisplayText.escaped($0) }
                ?? Catalogue.erased("SHA-256 \(operation.reason.sha256)").text(in: language)
        )
        if let ticket = operation.ticket { add(Catalogue.labelTicket, DisplayText.escaped(ticket)) }
        add(Catalogue.labelValid, "\(operation.issued) – \(operation.expires)")
        if let notBefore = operation.notBefore { add(Catalogue.labelNotBefore, notBefore.text) }
        if let window = operation.window { add(Catalogue.labelWindow, JSONWriter.text(window.json).string) }
        let limits = operation.limits
        add(
            Catalogue.labelLimits,
            Localized(
                "\(limits.seconds) s, \(limits.memoryBytes >> 20) MiB, \(limits.outputBytes >> 10) KiB, \(limits.processes) proc",
                "\(limits.seconds) 秒，\(limits.memoryBytes >> 20) MiB，\(limits.outputBytes >> 10) KiB，\(limits.processes) 个进程"
            ).text(in: language)
        )
        writeTargets(targets)
        if let script { write(script) }
    }

    private mutating func writeTargets(_ targets: [Target]) {
        let known = Dictionary(targets.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        guard case .devices(let devices) = operation.targets else {
            add(Catalogue.labelTargets, "\(operation.targets.count)")
            return
        }
        add(Catalogue.labelTargets, "\(devices.count)")
        for device in devices {
            let name = known[device].map { DisplayText.escaped($0.label, limit: 200) } ?? "?"
            lines.append("  \(DisplayWidth.padded(name, to: 20)) \(device)")
        }
    }

    private mutating func write(_ script: [UInt8]) {
        lines.append("--- \(DisplayText.escaped(title))")
        var number = 0
        for line in script.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            let text = DisplayText.escaped(
                String(decoding: line, as: UTF8.self).replacing("\t", with: "    "),
                limit: 4_096
            )
            lines.append("\(String(repeating: " ", count: max(0, 4 - String(number).count)))\(number)  \(text)")
        }
        if script.last == 0x0A { lines.removeLast() }
        lines.append("---")
    }

    private var title: String {
        guard case .script(let action) = operation.action else { return operation.action.kind.rawValue }
        return action.script.name.text
    }
}
