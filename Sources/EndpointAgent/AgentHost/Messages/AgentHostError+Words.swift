internal import Glibc
internal import Transport

extension AgentHostError {
    /// What to say of it.
    var words: AgentWords {
        switch self {
        case .file(let attempt, let path, let code):
            AgentWords(
                "cannot \(attempt) \(path): \(String(cString: strerror(code)))",
                "check the owner and mode of its folder (this is user \(getuid())) and the room on its disk",
                chinese: "无法处理 \(path)（\(attempt)）：\(String(cString: strerror(code)))",
                "请检查其文件夹的属主与权限（当前用户为 \(getuid())）以及磁盘空间"
            )
        case .folderMode(let path):
            AgentWords(
                "state folder \(path) is open to other users",
                "close it: chmod 700 \(path)",
                chinese: "状态文件夹 \(path) 对其他用户开放",
                "请收回权限：chmod 700 \(path)"
            )
        case .folderInUse(let path):
            AgentWords(
                "another countersign-agent uses \(path)",
                "stop it, or name another folder with --state",
                chinese: "另一个 countersign-agent 正在使用 \(path)",
                "请停止它，或用 --state 指定另一个文件夹"
            )
        case .damaged(let path):
            AgentWords(
                "\(path) is damaged",
                "restore it, or remove it and enrol again",
                chinese: "\(path) 已损坏",
                "请恢复它，或删除后重新注册"
            )
        case .executor(let code, let detail):
            AgentWords(
                "the executor answers \"\(code)\"\(detail.isEmpty ? "" : " (\(detail))")",
                code == "enrolled"
                    ? "this device has enrolled; to enrol it anew, reset the executor and install a new enrolment file"
                    : "install an enrolment file with countersign-executor install-enrolment",
                chinese: "执行器回答“\(code)”\(detail.isEmpty ? "" : "（\(detail)）")",
                code == "enrolled"
                    ? "本设备已注册；若要重新注册，请重置执行器并安装新的注册文件"
                    : "请用 countersign-executor install-enrolment 安装注册文件"
            )
        case .executorAnswer:
            AgentWords(
                "the executor gave an answer of another kind",
                "install agent and executor of one version",
                chinese: "执行器的回答类型不符",
                "请安装同一版本的代理与执行器"
            )
        case .keysLost:
            AgentWords(
                "the device is enrolled but its agent key is gone",
                "restore the agent's state folder, or reset the executor and enrol again",
                chinese: "设备已注册，但代理的密钥已丢失",
                "请恢复代理的状态文件夹，或重置执行器并重新注册"
            )
        case .noController:
            AgentWords(
                "the trust root names no controller that can be dialled",
                "sign a root that does",
                chinese: "信任根中没有可以连接的控制器",
                "请签署一份包含控制器地址的信任根"
            )
        case .refused(let code): Self.refusal(code)
        case .channel(let address, let authority, let reason, let now):
            Self.channel(address, authority: authority, reason, now: now)
        case .unreachable(let address):
            AgentWords(
                "nothing answers at \(address)",
                "check the network and the firewall, and that the controller runs there; the address comes from the client's trust root",
                chinese: "\(address) 没有响应",
                "请检查网络与防火墙，以及控制器是否在那里运行；该地址来自客户的信任根"
            )
        case .answer(let what):
            AgentWords(
                "the controller's answer has \(what)",
                "check its version",
                chinese: "控制器的回答有误（\(what)）",
                "请检查其版本"
            )
        case .certificateEnded:
            AgentWords(
                "the channel certificate has ended",
                "nothing to do: the agent asks for another in a moment; if this repeats, check this computer's clock",
                chinese: "通道证书已到期",
                "无需操作：代理稍后会申请新证书；若反复出现，请检查本机时钟"
            )
        case .bootID:
            AgentWords("the kernel tells no boot id", "mount /proc", chinese: "内核没有给出启动标识", "请挂载 /proc")
        }
    }

    /// Why a controller did not enrol the device or renew its certificate (docs/protocol.md, enrolment).
    private static func refusal(_ code: String) -> AgentWords {
        let (next, nextChinese) =
            switch code {
            case "token-expired":
                (
                    "the enrolment file is too old: have a new one made with countersign enrol-file",
                    "注册文件已过期：请用 countersign enrol-file 重新制作"
                )
            case "token-spent":
                (
                    "the enrolment file has served as many computers as it was made for: have a new one made",
                    "注册文件的使用次数已用完：请重新制作"
                )
            case "token-unknown":
                (
                    "this controller did not make the enrolment file, or withdrew it: have one made there",
                    "此控制器没有签发该注册文件，或已将其撤回：请在该控制器上制作"
                )
            case "token-mismatch":
                ("the enrolment file is another client's: use one made for this client", "注册文件属于另一客户：请使用本客户的文件")
            case "clock":
                (
                    "set this computer's clock, now \(ProcessFacts.now()), to the true time and try again",
                    "本机时钟现为 \(ProcessFacts.now())：请校准后重试"
                )
            case "enrolled":
                (
                    "this device has enrolled by another statement: reset the executor and enrol under a new id",
                    "本设备已用另一声明注册：请重置执行器，以新标识注册"
                )
            case "retired":
                (
                    "the client's people have retired this device: reset the executor and enrol it anew",
                    "客户已停用本设备：请重置执行器并重新注册"
                )
            case "device-unknown":
                (
                    "the controller's log holds no enrolment of this device: enrol again, or check which log it serves",
                    "控制器的日志中没有本设备的注册：请重新注册，或检查它使用的日志"
                )
            case "root-unknown":
                (
                    "the enrolment file carries a trust root that this controller does not have: have a new file made",
                    "注册文件中的信任根不为此控制器所知：请重新制作文件"
                )
            case "busy": ("wait a minute and try again", "请等一分钟后重试")
            case "signature", "statement", "csr", "malformed", "tenant":
                (
                    "agent, executor and controller do not fit together: install one version of all three",
                    "代理、执行器与控制器不匹配：请安装同一版本"
                )
            default: ("ask the provider for a new enrolment file", "请向服务商索取新的注册文件")
            }
        return AgentWords("the controller refuses: \(code)", next, chinese: "控制器拒绝：\(code)", nextChinese)
    }

    /// Why a controller that was reached could not be spoken to.
    private static func channel(
        _ address: String,
        authority: String,
        _ reason: CloseReason,
        now: String
    ) -> AgentWords {
        switch reason {
        case .serverUntrusted:
            AgentWords(
                "the certificate at \(address) is not valid under the authority \(authority) at \(now)",
                "check this computer's clock; if it is right, address or caSha256 in the trust root are not this controller's",
                chinese: "\(address) 的证书在 \(now) 不受 CA \(authority) 信任",
                "请检查本机时钟；若时钟无误，则信任根中的地址或 caSha256 不属于该控制器"
            )
        case .tlsFailure, .wrongALPN, .malformedHello, .malformedFrame, .oversizedFrame, .truncatedFrame,
            .unexpectedMessage:
            AgentWords(
                "what answers at \(address) does not speak as a countersign controller does (\(reason))",
                "check address and port in the trust root, and for a proxy that opens TLS",
                chinese: "\(address) 的应答不像 countersign 控制器（\(reason)）",
                "请检查信任根中的地址与端口，以及是否有拆解 TLS 的代理"
            )
        case .handshakeTimeout, .idleTimeout, .slowPeer:
            AgentWords(
                "the controller at \(address) takes too long (\(reason))",
                "check the network and the controller's load; the agent tries again",
                chinese: "控制器 \(address) 响应过慢（\(reason)）",
                "请检查网络与控制器负载；代理会自动重试"
            )
        default:
            AgentWords(
                "the controller at \(address) ended the connection before it said hello (\(reason))",
                "it may not take this device's certificate at \(now): check the clocks of both; its log counts the reason",
                chinese: "控制器 \(address) 在问候之前结束了连接（\(reason)）",
                "它可能在 \(now) 不接受本设备的证书：请检查双方时钟；其日志记有原因"
            )
        }
    }
}
