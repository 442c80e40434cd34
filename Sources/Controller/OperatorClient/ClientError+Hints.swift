import ControllerCore
import InventoryReport

extension ClientError {
    /// The next step.
    package var hint: Localized? {
        switch self {
        case .usage(_, let hint): hint.english.isEmpty ? nil : hint
        case .unreadable, .unwritable, .answer, .checkpointRefused, .findings, .declined: nil
        case .sessionOver: Localized("sign in again: countersign login", "请重新登录：countersign login")
        case .notSignedIn:
            Localized(
                "sign in: countersign login https://HOST:8443 --ca-sha256 HEX --key KEYFILE",
                "请登录：countersign login https://主机:8443 --ca-sha256 摘要 --key 密钥文件"
            )
        case .tenantMissing(let known):
            known.isEmpty
                ? Localized("ask the client to add your key to its trust root", "请客户将您的密钥加入其信任根")
                : Localized("name it: --tenant \(known[0])", "请指明：--tenant \(known[0])")
        case .confirmationMissing(let count):
            Localized(
                count > 10 ? "give the number: --yes \(count)" : "check the targets above, then add --yes",
                count > 10 ? "请给出数量：--yes \(count)" : "请核对上面的目标，然后加上 --yes"
            )
        case .countMismatch(_, let count):
            Localized("check the targets above, then give --yes \(count)", "请核对上面的目标，然后加上 --yes \(count)")
        case .refused(let error):
            error.hint.map { Localized(DisplayText.escaped($0), DisplayText.escaped($0)) }
        case .unreachable:
            Localized("is the controller running, and is the address right?", "控制器是否在运行？地址是否正确？")
        case .authorityMismatch:
            Localized(
                "compare the digest with what countersign-controller init printed; if it is right, somebody stands in between",
                "请与 countersign-controller init 打印的摘要核对；若摘要无误，说明有人在中间拦截"
            )
        case .originMismatch:
            Localized(
                "sign in with the address that the controller names, if it is the right one",
                "若控制器所报地址正确，请用该地址登录"
            )
        case .keyMissing, .keyUnreadable, .passphrase, .agentRefused, .keygenMissing, .keygen: signingHint
        case .targetUnknown, .targetAmbiguous, .targetInactive, .noTargets: targetHint
        default: verificationHint
        }
    }

    private var signingHint: Localized? {
        switch self {
        case .keyMissing(let path):
            Localized(
                "give the private key, or KEY.pub of a key in your ssh-agent, with --key; make one: ssh-keygen -t ed25519 -f \(path)",
                "用 --key 指定私钥，或 ssh-agent 中密钥的 .pub 文件；新建：ssh-keygen -t ed25519 -f \(path)"
            )
        case .keyUnreadable(let path, let cause) where cause.contains("too open"):
            Localized("let nobody else read it: chmod 600 \(path)", "请勿让他人可读：chmod 600 \(path)")
        case .keyUnreadable(let path, _):
            Localized("try it by hand: ssh-keygen -y -f \(path)", "请手动检查：ssh-keygen -y -f \(path)")
        case .passphrase(let path):
            Localized(
                "run the command again, or load the key first: ssh-add \(path)",
                "请重新执行命令，或先载入密钥：ssh-add \(path)"
            )
        case .agentRefused(let path, _):
            Localized(
                "see what it holds with ssh-add -l, load the key with ssh-add, or give the private key in place of \(path)",
                "用 ssh-add -l 查看，用 ssh-add 载入密钥，或以私钥代替 \(path)"
            )
        case .keygenMissing: Localized("install openssh-client", "请安装 openssh-client")
        case .keygen(let path, _):
            Localized(
                "try it by hand: echo test | ssh-keygen -Y sign -f \(path) -n test@countersign",
                "请手动检查：echo test | ssh-keygen -Y sign -f \(path) -n test@countersign"
            )
        default: nil
        }
    }

    private var targetHint: Localized? {
        switch self {
        case .targetAmbiguous: Localized("name the device by its id: --on d-…", "请用设备标识指定：--on d-…")
        case .targetInactive:
            Localized(
                "people have to admit it first: countersign device admit ID --name NAME",
                "须先准入：countersign device admit ID --name 名称"
            )
        default: Localized("list devices: countersign device list", "列出设备：countersign device list")
        }
    }

    /// A word of a command to copy, which a shell takes as it stands whatever is in it.
    private func quoted(_ word: String) -> String {
        "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    private var verificationHint: Localized? {
        switch self {
        case .rootDigest:
            Localized("compare the digest with the client's paper; do not go on if it differs", "请与客户纸面上的摘要核对；若不一致，请停止")
        case .deviceMoved(let name, _, let to):
            Localized(
                "ask who replaced the machine; if that is right: countersign device list --accept-moved \(quoted(name)) (to \(to))",
                "请核实是谁更换了设备；若属实：countersign device list --accept-moved \(quoted(name))（改为 \(to)）"
            )
        case .fork, .inconsistent, .checkpointOlder, .rootOlder, .rootRefused, .deviceOlder:
            Localized(
                "do not sign anything; tell the client and the provider's owners, and keep this folder as evidence",
                "请勿签署任何内容；通知客户与服务商负责人，并保留本文件夹作为证据"
            )
        case .leafUnproven, .leafRefused, .leafUnexpected, .contentMismatch:
            Localized("do not trust this answer; tell the provider's owners", "请勿相信此结果；通知服务商负责人")
        default: nil
        }
    }
}
