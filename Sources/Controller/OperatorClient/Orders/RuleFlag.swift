package import Model

/// A rule as `--rule` takes it:
/// `"NAME;kinds=…;groups=…;require=role*n,role*n;max=SECONDS;ticket;user-verification;hours=ZONE/1-5/09:00-18:00"`.
package enum RuleFlag {
    private static let example =
        "\"finance;kinds=script;groups=finance;require=technician*1,contact*1;max=14400;ticket\""

    package static func parse(_ text: String, zones: any TimeZoneDirectory) throws(ClientError) -> PolicyRule {
        var parts = text.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        let first = parts.removeFirst()
        guard let name = RuleName(first) else {
            throw .usage(
                Localized("\"\(first)\" is no name of a rule", "“\(first)”不是规则名"),
                hint: Localized("write it as \(example)", "写法：\(example)")
            )
        }
        var values: [String: String] = [:]
        var flags: Set<String> = []
        for part in parts where !part.isEmpty {
            guard let equals = part.firstIndex(of: "=") else {
                guard ["ticket", "user-verification", "independent-display", "others-approve"].contains(part),
                    flags.insert(part).inserted
                else { throw unknown(part, name) }
                continue
            }
            let key = String(part[..<equals])
            guard ["kinds", "groups", "require", "max", "hours"].contains(key), values[key] == nil else {
                throw unknown(part, name)
            }
            values[key] = String(part[part.index(after: equals)...])
        }
        guard let require = values["require"] else {
            throw .usage(
                Localized("rule \(name) does not say who must sign", "规则 \(name) 没有说明由谁签署"),
                hint: Localized("add require=technician*1 to it", "请加上 require=technician*1")
            )
        }
        return PolicyRule(
            name: name,
            kinds: try values["kinds"].map { text throws(ClientError) in try kinds(text, name) },
            groups: try values["groups"].map { text throws(ClientError) in try groups(text, name) },
            hours: try values["hours"].map { text throws(ClientError) in try TextValues.hours(text, zones: zones) },
            require: try requirements(require, name),
            requesterCounts: !flags.contains("others-approve"),
            userVerification: flags.contains("user-verification"),
            independentDisplay: flags.contains("independent-display"),
            maximumValiditySeconds: try values["max"].map { text throws(ClientError) in
                guard let seconds = TextValues.seconds(text) else {
                    throw .usage(
                        Localized("rule \(name): \"\(text)\" is no duration", "规则 \(name)：“\(text)”不是时长"),
                        hint: Localized("write it as 14400 or 4h", "写法：14400 或 4h")
                    )
                }
                return seconds
            },
            ticketRequired: flags.contains("ticket")
        )
    }

    private static func unknown(_ part: String, _ name: RuleName) -> ClientError {
        .usage(
            Localized("rule \(name): \"\(part)\" is not understood, or said twice", "规则 \(name)：“\(part)”无法理解，或重复"),
            hint: Localized("write it as \(example)", "写法：\(example)")
        )
    }

    private static func kinds(_ text: String, _ name: RuleName) throws(ClientError) -> [RuleKind] {
        var kinds: [RuleKind] = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let kind = RuleKind(rawValue: String(word)) else {
                let all = RuleKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw .usage(
                    Localized("rule \(name): \"\(word)\" is no kind", "规则 \(name)：“\(word)”不是类型"),
                    hint: Localized("kinds are \(all)", "类型有 \(all)")
                )
            }
            kinds.append(kind)
        }
        return kinds
    }

    private static func groups(_ text: String, _ name: RuleName) throws(ClientError) -> [GroupName] {
        var groups: [GroupName] = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let group = GroupName(String(word)) else {
                throw .usage(
                    Localized("rule \(name): \"\(word)\" is no group", "规则 \(name)：“\(word)”不是分组"),
                    hint: Localized("groups look like finance: a-z, 0-9 and -", "形如 finance：a-z、0-9 和 -")
                )
            }
            groups.append(group)
        }
        return groups
    }

    private static func requirements(_ text: String, _ name: RuleName) throws(ClientError) -> [Requirement] {
        var requirements: [Requirement] = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = word.split(separator: "*", omittingEmptySubsequences: false)
            guard parts.count <= 2, let role = Role(rawValue: String(parts[0])),
                let count = parts.count == 1 ? 1 : Int(parts[1]), (1...PolicyRule.slotLimit).contains(count)
            else {
                let all = Role.allCases.map(\.rawValue).joined(separator: ", ")
                throw .usage(
                    Localized("rule \(name): \"\(word)\" is no demand", "规则 \(name)：“\(word)”不是签署要求"),
                    hint: Localized("write technician*1; roles are \(all)", "写法：technician*1；角色有 \(all)")
                )
            }
            requirements.append(Requirement(role: role, count: count))
        }
        return requirements
    }
}
