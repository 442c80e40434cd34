import Model

/// What depends on the controller: address, authority, certificate, clock, session, roots.
extension Doctor {
    static func contact(_ contact: DoctorFacts.Contact, _ facts: DoctorFacts) -> [DoctorLine] {
        switch contact {
        case .seen(let sighting):
            [.good(.address, Localized("\(sighting.address) answers", "\(sighting.address) 有响应"))]
                + [authority(sighting, facts), certificate(sighting, facts)]
        case .nameUnknown(let host):
            [
                .wrong(
                    .address,
                    Localized("there is no host \(host): the name is not in DNS", "没有主机 \(host)：DNS 中无此名称"),
                    next: Localized(
                        "check the address, and this machine's DNS: getent hosts \(host)",
                        "请检查地址和本机 DNS：getent hosts \(host)"
                    )
                )
            ]
        case .refused(let address):
            [
                .wrong(
                    .address,
                    Localized(
                        "\(address) refuses connections: the host is there, nothing listens on the port",
                        "\(address) 拒绝连接：主机在线，但该端口没有程序监听"
                    ),
                    next: Localized(
                        "check the port; else the controller is not running: countersign-controller serve",
                        "请检查端口；否则是控制器未运行：countersign-controller serve"
                    )
                )
            ]
        case .silent(let address):
            [
                .wrong(
                    .address,
                    Localized(
                        "\(address) gives no answer: the host is down, or a firewall drops the connection",
                        "\(address) 无响应：主机未开机，或连接被防火墙丢弃"
                    ),
                    next: Localized(
                        "ask for the port to be opened from here to \(address)",
                        "请开放从本机到 \(address) 的端口"
                    )
                )
            ]
        case .failed(let address, let cause):
            [
                .wrong(
                    .address,
                    Localized("\(address) can't be reached: \(cause)", "无法连接 \(address)：\(ChineseWords.cause(cause))"),
                    next: Localized("check this machine's network and routes", "请检查本机网络和路由")
                )
            ]
        case .noTLS(let address, let cause):
            [
                .wrong(
                    .address,
                    Localized(
                        "something answers at \(address), but not with TLS 1.3: \(cause)",
                        "\(address) 有响应，但不是 TLS 1.3：\(ChineseWords.cause(cause))"
                    ),
                    next: Localized(
                        "check the port: people's is 8443 unless it was chosen otherwise",
                        "请检查端口：人员侧默认为 8443"
                    )
                )
            ]
        }
    }

    private static func authority(_ sighting: DoctorFacts.Sighting, _ facts: DoctorFacts) -> DoctorLine {
        guard case .present(let url, let pinned) = facts.signIn else {
            return .skipped(.authority, Localized("nobody is signed in", "尚未登录"))
        }
        guard sighting.chain.contains(pinned) else {
            return .wrong(
                .authority,
                .authorityMismatch(url: url, expected: pinned, presented: sighting.chain)
            )
        }
        return .good(.authority, Localized("the pinned one, SHA-256 \(pinned)", "与已固定的一致，SHA-256 \(pinned)"))
    }

    /// The time by which a controller's certificate is judged: its own clock where ours is wrong.
    private static func judgingTime(_ sighting: DoctorFacts.Sighting, _ facts: DoctorFacts) -> Timestamp {
        skew(facts).map { abs($0) > clockTolerance } == true ? sighting.clock ?? facts.now : facts.now
    }

    private static func certificate(_ sighting: DoctorFacts.Sighting, _ facts: DoctorFacts) -> DoctorLine {
        let now = judgingTime(sighting, facts)
        let tell = Localized(
            "tell whoever runs the controller: it needs a new server certificate",
            "请通知控制器管理员：需要新的服务器证书"
        )
        if now > sighting.notAfter {
            return .wrong(
                .certificate,
                Localized(
                    "the controller's certificate expired at \(sighting.notAfter), it is \(now)",
                    "控制器证书已于 \(sighting.notAfter) 过期，现在是 \(now)"
                ),
                next: tell
            )
        }
        if now < sighting.notBefore {
            return .wrong(
                .certificate,
                Localized(
                    "the controller's certificate is valid from \(sighting.notBefore), it is \(now)",
                    "控制器证书自 \(sighting.notBefore) 起有效，现在是 \(now)"
                ),
                next: tell
            )
        }
        let days = sighting.notAfter.seconds(since: now) / 86_400
        if days < warningDays {
            return .wrong(
                .certificate,
                Localized(
                    "the controller's certificate ends in \(days) day(s), at \(sighting.notAfter)",
                    "控制器证书将在 \(days) 天后（\(sighting.notAfter)）过期"
                ),
                next: tell
            )
        }
        // Under another authority than the pinned one nothing can hold; that is told already.
        if now == facts.now, case .present(_, let pinned) = facts.signIn, sighting.chain.contains(pinned),
            case .unreachable(let url, let cause)? = sighting.failure
        {
            return .wrong(
                .certificate,
                Localized(
                    "the certificate does not hold for \(url): \(cause)",
                    "证书对 \(url) 无效：\(ChineseWords.cause(cause))"
                ),
                next: Localized(
                    "sign in with the name that the certificate is for, or tell whoever runs the controller",
                    "请用证书所载名称登录，或通知控制器管理员"
                )
            )
        }
        return .good(
            .certificate,
            Localized("valid until \(sighting.notAfter)", "有效至 \(sighting.notAfter)")
        )
    }

    // MARK: Clock

    /// Seconds that this machine is ahead of the controller; nil where the controller said nothing.
    private static func skew(_ facts: DoctorFacts) -> Int64? {
        guard case .seen(let sighting)? = facts.contact, let clock = sighting.clock else { return nil }
        return facts.now.seconds(since: clock)
    }

    static func clock(_ facts: DoctorFacts) -> DoctorLine {
        let next = Localized(
            "set the clock, for good by NTP: timedatectl set-ntp true; if this machine is right, tell whoever runs the controller",
            "请校准时钟，并启用 NTP：timedatectl set-ntp true；若本机时间正确，请通知控制器管理员"
        )
        if let floor = facts.floor, floor.seconds(since: facts.now) > clockTolerance {
            return .wrong(
                .clock,
                Localized(
                    "this machine says \(facts.now), but a trust root was signed at \(floor)",
                    "本机时间为 \(facts.now)，但信任根签署于 \(floor)"
                ),
                next: next
            )
        }
        guard let skew = skew(facts) else {
            return .skipped(.clock, Localized("the controller's clock is not known", "不知道控制器的时间"))
        }
        guard abs(skew) > clockTolerance else {
            return .good(.clock, Localized("\(abs(skew)) s from the controller's", "与控制器相差 \(abs(skew)) 秒"))
        }
        let there = facts.now.adding(seconds: -skew)
        return .wrong(
            .clock,
            skew < 0
                ? Localized(
                    "this machine is \(-skew) s behind the controller: \(facts.now) here, \(there) there",
                    "本机比控制器慢 \(-skew) 秒：本机 \(facts.now)，控制器 \(there)"
                )
                : Localized(
                    "this machine is \(skew) s ahead of the controller: \(facts.now) here, \(there) there",
                    "本机比控制器快 \(skew) 秒：本机 \(facts.now)，控制器 \(there)"
                ),
            next: next
        )
    }

    // MARK: Session and roots

    static func session(_ facts: DoctorFacts) -> DoctorLine {
        guard case .present = facts.signIn else {
            return .skipped(.session, Localized("nobody is signed in", "尚未登录"))
        }
        guard case .present(let expires) = facts.session else {
            return .wrong(
                .session,
                Localized("there is no session", "没有会话"),
                next: Localized("countersign login", "请执行：countersign login")
            )
        }
        let sighting: DoctorFacts.Sighting? = if case .seen(let seen)? = facts.contact { seen } else { nil }
        let now = sighting.map { judgingTime($0, facts) } ?? facts.now
        guard now < expires else {
            return .wrong(
                .session,
                Localized("the session ended at \(expires)", "会话已于 \(expires) 结束"),
                next: Localized("countersign login", "请执行：countersign login")
            )
        }
        if facts.now >= expires {
            return .skipped(
                .session,
                Localized(
                    "good until \(expires) by the controller's clock; over by this machine's",
                    "按控制器时钟有效至 \(expires)；按本机时钟已结束"
                )
            )
        }
        switch sighting?.failure {
        case .sessionOver?, .notSignedIn?:
            return .wrong(
                .session,
                Localized(
                    "the controller does not know the session that should last until \(expires)",
                    "控制器不认可本应有效至 \(expires) 的会话"
                ),
                next: Localized("countersign login", "请执行：countersign login")
            )
        case .refused(let error)?: return .wrong(.session, .refused(error))
        default: return .good(.session, Localized("until \(expires)", "有效至 \(expires)"))
        }
    }

    static func tenant(_ tenant: DoctorFacts.Tenant, _ facts: DoctorFacts) -> DoctorLine {
        switch tenant.state {
        case .follows(let root, let expires, let entries):
            let days = expires.seconds(since: facts.now) / 86_400
            guard days >= warningDays else {
                return .wrong(
                    .root,
                    Catalogue.expiresSoon(days: max(0, days), tenant: tenant.tenant),
                    next: Localized(
                        "ask the client's root people for the next root, signed",
                        "请客户的 root 人员签署下一版信任根"
                    )
                )
            }
            return .good(
                .root,
                Localized(
                    "\(tenant.tenant): root \(root) as pinned, log of \(entries) entries continues the one known",
                    "\(tenant.tenant)：信任根 \(root) 与已固定的一致，\(entries) 条的日志接续已知日志"
                )
            )
        case .fails(let error):
            let message = error.message
            return .wrong(
                .root,
                Localized("\(tenant.tenant): \(message.english)", "\(tenant.tenant)：\(message.chinese)"),
                next: error.hint
            )
        }
    }
}
