import Model

/// Makes of facts what is wrong, why, and what to do: pure, so that each cause has its test.
///
/// A cause is told once. What follows from it is skipped or says so: a certificate is not called expired where the clock of
/// this machine is what is wrong.
package enum Doctor {
    /// A login lives two minutes, so the clocks have to agree better than that.
    package static let clockTolerance: Int64 = 60
    /// How long before its end a certificate, a session's root or the like is called.
    package static let warningDays: Int64 = 30
    /// The first OpenSSH whose ssh-keygen signs what isn't a certificate (`-Y sign`).
    static let firstVersion = (8, 1)

    /// All checks, in the order in which one leans on another.
    package static func judge(_ facts: DoctorFacts) -> [DoctorLine] {
        var lines = [home(facts.home), signIn(facts.signIn), tool(facts.tool)]
        if let key = facts.key { lines.append(self.key(key)) }
        if let contact = facts.contact { lines.append(contentsOf: self.contact(contact, facts)) }
        lines.append(clock(facts))
        lines.append(session(facts))
        lines.append(contentsOf: facts.tenants.map { tenant($0, facts) })
        return lines
    }

    // MARK: This machine

    private static func octal(_ mode: UInt32) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private static func home(_ home: DoctorFacts.Home) -> DoctorLine {
        guard let mode = home.mode else {
            return .good(.home, Localized("\(home.path): not there yet", "\(home.path)：尚未建立"))
        }
        guard home.isOwn else {
            return .wrong(
                .home,
                Localized("\(home.path) belongs to another user", "\(home.path) 属于其他用户"),
                next: Localized(
                    "name a folder of your own in COUNTERSIGN_HOME, or: chown -R \"$(id -u)\" \(home.path)",
                    "请用 COUNTERSIGN_HOME 指定您自己的文件夹，或执行：chown -R \"$(id -u)\" \(home.path)"
                )
            )
        }
        guard mode & 0o077 == 0 else {
            return .wrong(
                .home,
                Localized(
                    "\(home.path) has mode \(octal(mode)): others can look into it",
                    "\(home.path) 的权限为 \(octal(mode))：其他用户可以查看"
                ),
                next: Localized("chmod 700 \(home.path)", "请执行：chmod 700 \(home.path)")
            )
        }
        guard home.exposed.isEmpty else {
            let files = home.exposed.joined(separator: " ")
            return .wrong(
                .home,
                Localized("others may read or write \(files)", "其他用户可读写 \(files)"),
                next: Localized("chmod 600 \(files)", "请执行：chmod 600 \(files)")
            )
        }
        return .good(.home, Localized("\(home.path), \(octal(mode))", "\(home.path)，\(octal(mode))"))
    }

    private static func signIn(_ signIn: DoctorFacts.SignIn) -> DoctorLine {
        switch signIn {
        case .absent: .wrong(.signIn, .notSignedIn)
        case .broken(let path, let cause):
            .wrong(
                .signIn,
                Localized("\(path): \(cause)", "\(path)：\(ChineseWords.cause(cause))"),
                next: ClientError.notSignedIn.hint
            )
        case .present(let url, let authority):
            .good(.signIn, Localized("\(url), CA SHA-256 \(authority)", "\(url)，CA SHA-256 \(authority)"))
        }
    }

    private static func tool(_ tool: DoctorFacts.Tool) -> DoctorLine {
        switch tool {
        case .absent(let path): return .wrong(.tool, .keygenMissing(path: path))
        case .present(let path, let version):
            if let version, let numbers = OpenSSHVersion(version), numbers < firstVersion {
                return .wrong(
                    .tool,
                    Localized("\(version) is too old to sign", "\(version) 过旧，无法签名"),
                    next: Localized("install OpenSSH 8.1 or later", "请安装 OpenSSH 8.1 或更新版本")
                )
            }
            return .good(.tool, Localized(stringLiteral: [path, version].compactMap(\.self).joined(separator: ", ")))
        }
    }

    private static func key(_ key: DoctorFacts.Key) -> DoctorLine {
        let path = key.path
        switch key.state {
        case .absent: return .wrong(.key, .keyMissing(path: path))
        case .unreadable(let cause): return .wrong(.key, .keyUnreadable(path: path, cause: cause))
        case .notAKey:
            return .wrong(
                .key,
                Localized("\(path) is no SSH key", "\(path) 不是 SSH 密钥"),
                next: ClientError.keyMissing(path: path).hint
            )
        case .exposed(let mode):
            return .wrong(
                .key,
                Localized(
                    "\(path) has mode \(octal(mode)): ssh-keygen refuses a private key that others can read",
                    "\(path) 的权限为 \(octal(mode))：他人可读的私钥会被 ssh-keygen 拒绝"
                ),
                next: Localized("chmod 600 \(path)", "请执行：chmod 600 \(path)")
            )
        case .privateKey: return .good(.key, Localized("\(path), a private key", "\(path)，私钥"))
        case .besidePrivate:
            return .good(.key, Localized("\(path), its private half beside it", "\(path)，私钥在同一文件夹"))
        case .agent(let agent): return self.agent(agent, path)
        }
    }

    private static func agent(_ agent: DoctorFacts.Key.Agent, _ path: String) -> DoctorLine {
        let what: Localized
        switch agent {
        case .holdsKey: return .good(.key, Localized("\(path), held by the ssh-agent", "\(path)，由 ssh-agent 保管"))
        case .notSet:
            what = Localized(
                "\(path) is a public half, and there is no ssh-agent (SSH_AUTH_SOCK is not set)",
                "\(path) 只是公钥，且没有 ssh-agent（未设置 SSH_AUTH_SOCK）"
            )
            return .wrong(
                .key,
                what,
                next: Localized(
                    "start one and load the key: eval \"$(ssh-agent)\" && ssh-add",
                    "请启动并载入密钥：eval \"$(ssh-agent)\" && ssh-add"
                )
            )
        case .unreachable(let socket):
            what = Localized("no ssh-agent answers at \(socket)", "\(socket) 处的 ssh-agent 无响应")
        case .lacksKey(let held):
            what = Localized(
                "the ssh-agent holds \(held) key(s), and not that of \(path)",
                "ssh-agent 保管 \(held) 个密钥，其中没有 \(path)"
            )
        }
        return .wrong(.key, what, next: ClientError.agentRefused(path: path, cause: "").hint)
    }
}

/// The numbers of `OpenSSH_9.2p1 …`.
struct OpenSSHVersion {
    let major: Int
    let minor: Int

    init?(_ text: String) {
        guard let start = text.firstRange(of: "OpenSSH_") else { return nil }
        let numbers = text[start.upperBound...].prefix { $0.isNumber || $0 == "." }.split(separator: ".")
        guard numbers.count == 2, let major = Int(numbers[0]), let minor = Int(numbers[1]) else { return nil }
        self.major = major
        self.minor = minor
    }

    static func < (version: OpenSSHVersion, other: (Int, Int)) -> Bool {
        (version.major, version.minor) < other
    }
}
