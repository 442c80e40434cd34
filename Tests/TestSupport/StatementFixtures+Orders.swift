package import Model
import TransparencyLog

extension StatementFixtures {
    package func operation(
        id: OperationID? = nil,
        action: Action? = nil,
        targets: [DeviceID]? = nil,
        expires: Timestamp? = nil
    ) -> Operation {
        Operation(
            id: id ?? operationID,
            tenant: tenant,
            root: rootReference,
            issued: issued,
            expires: expires ?? self.expires,
            action: action
                ?? .script(
                    ScriptAction(
                        interpreter: .sh,
                        script: scriptReference,
                        parameters: [.literal("queue"): "HP-3F"]
                    )
                ),
            targets: .devices((targets ?? [device]).sorted()),
            limits: limits,
            reason: salted("printer queue stuck"),
            ticket: "T-2026-0042"
        )
    }

    package func approval(of operation: Operation) -> Approval {
        Approval(
            tenant: tenant,
            root: operation.root,
            operation: operation.id,
            statementSha256: operation.rendered().sha256,
            scriptSha256: operation.action.contentSha256,
            issued: operation.issued,
            expires: operation.expires,
            comment: salted("go ahead")
        )
    }

    package func denial(of operation: Operation) -> Denial {
        Denial(
            tenant: tenant,
            root: operation.root,
            operation: operation.id,
            statementSha256: operation.rendered().sha256,
            scriptSha256: operation.action.contentSha256,
            issued: operation.issued,
            expires: operation.expires,
            reason: salted("not during the audit")
        )
    }

    package func review(of operation: Operation, verdict: ReviewVerdict = .accepted) -> Review {
        Review(
            tenant: tenant,
            root: operation.root,
            operation: operation.id,
            statementSha256: operation.rendered().sha256,
            verdict: verdict,
            issued: operation.issued
        )
    }

    package func cancel(of operation: Operation, devices: [DeviceID]? = nil) -> Cancel {
        Cancel(
            tenant: tenant,
            operation: operation.id,
            statementSha256: operation.rendered().sha256,
            devices: devices,
            issued: operation.issued,
            reason: salted("wrong device")
        )
    }

    package func item() -> Item {
        Item(
            tenant: tenant,
            item: .literal("printer.restart"),
            version: 1,
            title: LocalizedText(en: "Restart printing", zh: "重启打印"),
            description: LocalizedText(en: "Restarts the print service", zh: "重启打印服务"),
            risk: .low,
            os: [.literal("debian")],
            parameters: [
                ItemParameter(name: .literal("copies"), type: .integer, min: 1, max: 9),
                ItemParameter(name: .literal("tray"), type: .choice, values: ["upper", "lower"]),
            ],
            limits: limits,
            phases: ItemPhases(fix: ItemPhase(interpreter: .sh, script: scriptReference)),
            files: [],
            issued: issued
        )
    }

    package func release() -> Release {
        Release(
            tenant: tenant,
            sequence: 4,
            version: .literal("1.2.0"),
            packages: [ReleasePackage(arch: .literal("amd64"), sha256: digest("package"), bytes: 4_096)],
            issued: issued
        )
    }
}
