package import Model
package import TransparencyLog

/// A small tenant with one sample of every statement; all of them fit together.
///
/// Li Wei is contact and holds a root key, Zhao is a technician; the device's keys are `device` and `agent`.
package struct StatementFixtures: Sendable {
    package let tenant: TenantID
    package let issued: Timestamp
    package let contact = TestKey("li-wei")
    package let technician = TestKey("zhao")
    package let receiptKey = TestKey("device")
    package let agentKey = TestKey("agent")
    package let salt = [UInt8](repeating: 7, count: SaltedDigest.saltLength)

    package init(
        tenant: TenantID = .literal("acme"),
        issued: Timestamp = .literal("2026-11-24T21:00:00Z")
    ) {
        self.tenant = tenant
        self.issued = issued
    }

    package var device: DeviceID { receiptKey.deviceID }
    package var expires: Timestamp { issued.adding(seconds: 7_200) }
    package var operationID: OperationID { .literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d5e") }
    package var script: [UInt8] { Array("#!/bin/sh\nexit 0\n".utf8) }
    package var limits: Limits {
        Limits(seconds: 120, memoryBytes: 256 << 20, outputBytes: 1 << 20, processes: 64)
    }

    package func salted(_ text: String) -> SaltedDigest {
        .make(salt: salt, content: Array(text.utf8))
    }

    package func digest(_ text: String) -> Digest {
        Digest(sha256Of: text.utf8)
    }

    package var scriptReference: ScriptReference {
        ScriptReference(
            name: .literal("fix-print-queue.sh"),
            sha256: Digest(sha256Of: script),
            bytes: UInt64(script.count)
        )
    }

    package var sealingKey: SealingKey {
        guard let key = SealingKey(scheme: .x25519, bytes: digest("sealing").bytes) else {
            preconditionFailure("a digest has the length of an X25519 key")
        }
        return key
    }

    package var rootReference: RootReference {
        RootReference(version: 1, sha256: root().rendered().sha256)
    }
}
