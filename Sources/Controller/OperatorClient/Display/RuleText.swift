package import Model
package import Trust

/// Rules, and who can meet them, in the language of the person who asks.
///
/// The English words are those of `Trust`, which other tools print too; the Chinese ones stand here, member for member.
package enum RuleText {
    package static func lines(_ answer: TrustExplain.Answer, in language: Language) -> [String] {
        guard language == .chinese else { return answer.lines }
        let groups = answer.groups.sorted().map(\.text).joined(separator: "、")
        var lines = ["\(words(answer.subject))，设备\(groups.isEmpty ? "不在任何分组" : "所属分组：\(groups)")"]
        switch answer.choice {
        case .none: lines.append("没有匹配的规则：拒绝")
        case .undecidable(let zone): lines.append("某规则使用本机没有的时区 \(zone)：拒绝")
        case .rule(let rule) where answer.refusal == .ruleNone:
            lines.append("规则 \(rule.name) 最先匹配，但不适用于紧急操作：拒绝")
        case .rule: if let reach = answer.reach { lines += self.lines(reach, in: language) }
        }
        if answer.refusal == .stale { lines.append("信任根已过期：更新之前不执行任何操作") }
        return lines
    }

    package static func lines(_ reach: RuleReach, in language: Language) -> [String] {
        guard language == .chinese else { return reach.lines }
        var lines = ["规则 \(reach.rule.name)：\(conditions(of: reach.rule))"]
        for (index, slot) in reach.slots.enumerated() {
            let people = slot.people.isEmpty ? "今天无人可签" : slot.people.map(\.text).joined(separator: "、")
            lines.append("  第 \(index + 1)/\(reach.slots.count) 个签名：\(role(slot.role))（\(people)）")
        }
        lines += demands(of: reach.rule).map { "  \($0)" }
        if !reach.canBeMet {
            let roles = reach.lacking.map(role).joined(separator: "、")
            lines.append("  今天无法满足：" + (roles.isEmpty ? "人员不足以填满全部签名" : "缺少\(roles)"))
        }
        if !reach.alone.isEmpty { lines.append("  以下人员可单独满足：\(reach.alone.map(\.text).joined(separator: "、"))") }
        for organisation in reach.organisations {
            lines.append(organisation == .client ? "  客户无须服务商即可满足" : "  服务商无须客户即可满足")
        }
        return lines
    }

    private static func words(_ subject: RuleSubject) -> String {
        let name = [kind(subject.kind), subject.item?.text, subject.profile?.text].compactMap(\.self)
            .joined(separator: " ")
        return subject.emergency ? "紧急\(name)" : name
    }

    package static func role(_ role: Role) -> String {
        switch role {
        case .root: "信任根持有人（root）"
        case .technician: "技术员"
        case .contact: "接口人"
        case .approver: "审批人"
        case .auditor: "审计员"
        case .publisher: "发布人"
        case .release: "版本签署人"
        case .status: "状态签署人"
        }
    }

    private static func kind(_ kind: RuleKind) -> String {
        switch kind {
        case .script: "脚本"
        case .catalog: "服务项"
        case .collect: "采集"
        case .update: "更新"
        case .device: "设备登记"
        case .publish: "发布"
        case .release: "版本"
        }
    }

    private static func conditions(of rule: PolicyRule) -> String {
        var parts: [String] = []
        if let kinds = rule.kinds { parts.append(kinds.map(kind).joined(separator: "、")) }
        if let groups = rule.groups { parts.append("分组 \(list(groups))") }
        if let items = rule.items { parts.append("服务项 \(list(items))") }
        if let profiles = rule.profiles { parts.append("采集项 \(list(profiles))") }
        if let emergency = rule.emergency { parts.append(emergency ? "仅紧急操作" : "不含紧急操作") }
        if let hours = rule.hours {
            let days = hours.days.map { String($0) }.joined(separator: "、")
            parts.append("时段 \(hours.zone) 每周第 \(days) 天 \(time(hours.from)) 至 \(time(hours.to))")
        }
        return parts.isEmpty ? "一切操作" : parts.joined(separator: "；")
    }

    private static func demands(of rule: PolicyRule) -> [String] {
        var demands: [String] = []
        if !rule.requesterCounts { demands.append("提出者不计入：须由他人会签") }
        if rule.userVerification { demands.append("只计入经 PIN 或生物识别的签名") }
        if rule.independentDisplay { demands.append("控制器页面上的通行密钥不计入") }
        if let witnesses = rule.witnesses {
            demands.append(witnesses == 0 ? "无须见证方即可执行，回执中注明" : "见证方：\(witnesses)")
        }
        if let seconds = rule.maximumValiditySeconds { demands.append("有效期最长 \(seconds) 秒") }
        if rule.ticketRequired { demands.append("须有工单") }
        if let seconds = rule.reviewSeconds { demands.append("须由他人在 \(seconds) 秒内复核") }
        let limits: [(String, String, UInt64?)] = [
            ("时间", "秒", rule.limits.seconds), ("内存", "字节", rule.limits.memoryBytes),
            ("输出", "字节", rule.limits.outputBytes), ("进程", "个", rule.limits.processes),
        ]
        for (name, unit, limit) in limits {
            if let limit { demands.append("\(name)最多 \(limit) \(unit)") }
        }
        return demands
    }

    private static func time(_ minutes: Int) -> String {
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(two(minutes / 60)):\(two(minutes % 60))"
    }

    private static func list(_ values: [some CustomStringConvertible]) -> String {
        values.map(\.description).joined(separator: "、")
    }
}
