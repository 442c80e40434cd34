import FoundationEssentials
import InventoryReport
package import Model
package import SSHSIG
package import WireMessages

/// Makes the signed report: a statement by the agent's own key, and the blob that it names.
package struct InventoryWriter: Sendable {
    private let tenant: TenantID
    private let device: DeviceID
    private let bootID: BootID
    private let signer: Ed25519Signer

    package init(tenant: TenantID, device: DeviceID, bootID: BootID, signer: Ed25519Signer) {
        self.tenant = tenant
        self.device = device
        self.bootID = bootID
        self.signer = signer
    }

    /// The report of an order.
    ///
    /// - Parameter salt: 32 random bytes, new for each report.
    package func report(_ order: InventoryOrder, salt: [UInt8], issued: Timestamp) -> WireInventoryReport {
        let content = order.delta.rendered()
        let text = InventoryStatement(
            tenant: tenant,
            device: device,
            seq: order.sequence,
            bootId: bootID,
            report: .make(salt: salt, content: content),
            issued: issued
        ).rendered()
        var report = WireInventoryReport()
        report.statement.statement = Data(text.bytes)
        report.statement.signature = signer.sign(text.bytes, namespace: EntryKind.inventory.namespace ?? "")
        report.report = Data(salt + content)
        return report
    }
}
