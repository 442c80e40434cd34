package import ControllerCore
package import Model
import SSHSIG
import TransparencyLog

/// Puts a client's first trust root together from what people gave and what the controller adds.
package struct RootDraft: Sendable {
    package let tenant: TenantID
    package let people: [Person]
    package let policy: [PolicyRule]
    package let threshold: Int

    package init(tenant: TenantID, people: [Person], policy: [PolicyRule], threshold: Int) {
        self.tenant = tenant
        self.people = people
        self.policy = policy
        self.threshold = threshold
    }

    /// The document to sign: exact bytes, read back by the one parser.
    package func document(
        _ draft: TenantDraft,
        issued: Timestamp,
        days: Int,
        zones: any TimeZoneDirectory
    ) throws(ClientError) -> (root: TrustRoot, text: StatementText) {
        let key: NoteVerifierKey
        do throws(NoteError) {
            key = try NoteVerifierKey(draft.logKey)
        } catch {
            throw .usage(Localized("the controller's log key is not readable: \(error)", "控制器的日志密钥无法读取：\(error)"))
        }
        let root = TrustRoot(
            tenant: tenant,
            version: 1,
            issued: issued,
            expires: issued.adding(seconds: Int64(clamping: days) * 86_400),
            rootThreshold: threshold,
            people: people,
            log: RootLog(origin: draft.origin, key: key),
            witnesses: WitnessPolicy(quorum: 0, maximumAgeSeconds: 3_600, list: []),
            status: StatusPolicy(required: false, maximumAgeSeconds: 7_200),
            controllers: draft.controllers.compactMap { address in
                Digest(hex: address.caSha256).map { ControllerAddress(address: address.address, caSHA256: $0) }
            },
            policy: policy
        )
        return try Self.readBack(root.rendered(), zones: zones)
    }

    /// A document from a members file: a root without `type`, `tenant`, `version`, `issued`, `expires`, `log` and
    /// `controllers`, which are added here.
    package static func document(
        members: [UInt8],
        tenant: TenantID,
        _ draft: TenantDraft,
        issued: Timestamp,
        days: Int,
        zones: any TimeZoneDirectory
    ) throws(ClientError) -> (root: TrustRoot, text: StatementText) {
        let bytes = Array(
            String(decoding: members, as: UTF8.self).split { $0.isWhitespace }.joined(separator: " ").utf8
        )
        let given: [JSONMember]
        do throws(Refusal) {
            guard case .object(let object) = try StrictJSON.parse(bytes) else { throw Refusal(.firstByte) }
            given = object
        } catch {
            throw .usage(
                Localized("the members file is refused: \(error.description)", "人员文件被拒绝：\(error.description)"),
                hint: Localized("it is one JSON object", "应为一个 JSON 对象")
            )
        }
        let own = ["type", "tenant", "version", "issued", "expires", "log", "controllers"]
        if let taken = given.first(where: { member in own.contains { member.isNamed($0) } }) {
            throw .usage(
                Localized("the members file names \"\(taken.name)\"", "人员文件含有“\(taken.name)”"),
                hint: Localized(
                    "\(own.joined(separator: ", ")) are added here",
                    "\(own.joined(separator: "、")) 由本命令添加"
                )
            )
        }
        func member(_ name: String) -> JSONValue? { given.first { $0.isNamed(name) }?.value }
        var log = JSONObject()
        log.set("origin", draft.origin)
        log.set("key", draft.logKey)
        let controllers = draft.controllers.map { address in
            var object = JSONObject()
            object.set("address", address.address)
            object.set("caSha256", address.caSha256)
            return object.json
        }
        var witnesses = JSONObject()
        witnesses.set("quorum", UInt64(0))
        witnesses.set("maxAgeSeconds", UInt64(3_600))
        witnesses.set("list", [JSONValue]())
        var status = JSONObject()
        status.set("required", false)
        status.set("maxAgeSeconds", UInt64(7_200))
        var object = JSONObject(StatementType.root)
        object.set("tenant", tenant)
        object.set("version", UInt64(1))
        object.set("issued", issued)
        object.set("expires", issued.adding(seconds: Int64(clamping: days) * 86_400))
        object.set("rootThreshold", member("rootThreshold"))
        object.set("people", member("people"))
        object.set("log", log)
        object.set("witnesses", member("witnesses") ?? witnesses.json)
        object.set("status", member("status") ?? status.json)
        for name in ["timestamps", "webauthnOrigins", "privacy"] { object.set(name, member(name)) }
        object.set("controllers", controllers)
        object.set("mirrors", member("mirrors"))
        object.set("policy", member("policy"))
        let known = [
            "rootThreshold", "people", "witnesses", "status", "timestamps", "webauthnOrigins", "privacy", "mirrors",
            "policy",
        ]
        if let unknown = given.first(where: { member in !known.contains { member.isNamed($0) } }) {
            throw .usage(
                Localized("the members file names \"\(unknown.name)\"", "人员文件含有“\(unknown.name)”"),
                hint: Localized("a root has no such member", "信任根没有此项")
            )
        }
        return try readBack(JSONWriter.text(object.json), zones: zones)
    }

    /// Reads a document as every device will.
    package static func readBack(
        _ text: StatementText,
        zones: any TimeZoneDirectory
    ) throws(ClientError) -> (root: TrustRoot, text: StatementText) {
        do throws(Refusal) {
            guard case .root(let root) = try Statement.parse(text, as: .root, zones: zones) else {
                throw Refusal(.kind, "type")
            }
            return (root, text)
        } catch {
            throw .usage(
                Localized(
                    "no root can be made of this: \"\(error.member)\" is refused (\(error.reason.rawValue))",
                    "无法生成信任根：“\(error.member)”被拒绝（\(error.reason.rawValue)）"
                )
            )
        }
    }
}
