package import Model

/// What a new root changes, for those who are asked to sign it.
package struct RootDifference: Hashable, Sendable {
    /// One change each, people first, then rules in their order, then the rest; empty where nothing but version and
    /// dates differ.
    package let lines: [String]

    package init(from old: TrustRoot, to new: TrustRoot) {
        var lines: [String] = []
        if old.rootThreshold != new.rootThreshold {
            lines.append("root threshold: \(old.rootThreshold) becomes \(new.rootThreshold)")
        }
        lines.append(contentsOf: Self.people(from: old, to: new))
        lines.append(contentsOf: Self.rules(from: old, to: new))
        let others: [(String, Bool)] = [
            ("log", old.log != new.log),
            ("witnesses", old.witnesses != new.witnesses),
            ("status", old.status != new.status),
            ("time-stamp authorities", old.timestamps != new.timestamps),
            ("pages for passkeys", old.webauthnOrigins != new.webauthnOrigins),
            ("facts that agents may report", old.privacyAllow != new.privacyAllow),
            ("controllers", old.controllers != new.controllers),
            ("mirrors", old.mirrors != new.mirrors),
        ]
        lines.append(contentsOf: others.filter(\.1).map { "\($0.0): changed" })
        self.lines = lines
    }

    private static func people(from old: TrustRoot, to new: TrustRoot) -> [String] {
        let before = Dictionary(old.people.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Set(new.people.map(\.id))
        let removed = old.people.filter { !after.contains($0.id) }.map { "person \($0.id): removed" }
        return removed
            + new.people.flatMap { person in
                guard let earlier = before[person.id] else {
                    return ["person \(person.id): added, \(person.organisation), \(words(person.roles))"]
                }
                return changes(from: earlier, to: person)
            }
    }

    private static func changes(from old: Person, to new: Person) -> [String] {
        var changes: [String] = []
        if old.organisation != new.organisation { changes.append("moves to the \(new.organisation)") }
        if Set(old.roles) != Set(new.roles) { changes.append("\(words(old.roles)) becomes \(words(new.roles))") }
        if !old.name.utf8.elementsEqual(new.name.utf8) { changes.append("has another name") }
        let (before, after) = (Set(old.keys.map { $0.key }), Set(new.keys.map { $0.key }))
        changes.append(contentsOf: fingerprints(before.subtracting(after).map { KeyFingerprint(of: $0) }, "loses key"))
        changes.append(contentsOf: fingerprints(after.subtracting(before).map { KeyFingerprint(of: $0) }, "gets key"))
        let ends = Dictionary(old.keys.map { ($0.key, $0.until) }, uniquingKeysWith: { first, _ in first })
        for key in new.keys where before.contains(key.key) && ends[key.key] != .some(key.until) {
            let end = key.until.map { "ends at \($0)" } ?? "has no end"
            changes.append("key \(KeyFingerprint(of: key.key)) \(end)")
        }
        if old.sealingKey != new.sealingKey { changes.append("has another sealing key") }
        return changes.map { "person \(new.id): \($0)" }
    }

    private static func rules(from old: TrustRoot, to new: TrustRoot) -> [String] {
        let before = Dictionary(old.policy.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Set(new.policy.map(\.name))
        var lines = old.policy.filter { !after.contains($0.name) }.map { "rule \($0.name): removed" }
        for rule in new.policy {
            guard let earlier = before[rule.name] else {
                lines.append("rule \(rule.name): added, for \(RuleWords.conditions(of: rule))")
                continue
            }
            if earlier != rule { lines.append("rule \(rule.name): changed, for \(RuleWords.conditions(of: rule))") }
        }
        let kept = { (rules: [PolicyRule], names: Set<RuleName>) in rules.map(\.name).filter(names.contains) }
        if kept(old.policy, after) != kept(new.policy, Set(before.keys)) {
            // The first match decides, so an order is a meaning.
            lines.append("rules: stand in another order")
        }
        return lines
    }

    private static func fingerprints(_ keys: [KeyFingerprint], _ verb: String) -> [String] {
        keys.sorted().map { "\(verb) \($0)" }
    }

    private static func words(_ roles: [Role]) -> String {
        roles.map(\.rawValue).joined(separator: ", ")
    }
}
