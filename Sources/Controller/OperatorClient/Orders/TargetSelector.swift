import Model

/// Which verified devices an order is for: `--on NAME|ID` and `--where group=finance|name=…|state=…`.
package struct TargetSelector: Sendable {
    private let named: [String]
    private let conditions: [(key: String, value: String)]

    /// A selector; conditions must hold together.
    package init(on named: [String], where conditions: [String]) throws(ClientError) {
        guard !named.isEmpty || !conditions.isEmpty else {
            throw .usage(
                Localized("no device is named", "没有指定设备"),
                hint: Localized("add --on NAME or --where group=NAME", "请加上 --on 名称 或 --where group=分组")
            )
        }
        self.named = named
        var parsed: [(key: String, value: String)] = []
        for condition in conditions {
            let parts = condition.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, ["group", "name", "state"].contains(parts[0]), !parts[1].isEmpty else {
                throw .usage(
                    Localized("\"\(condition)\" is no condition", "“\(condition)”不是条件"),
                    hint: Localized(
                        "write group=finance, name=front*, or state=active",
                        "写法：group=finance、name=前台* 或 state=active"
                    )
                )
            }
            if parts[0] == "state", DeviceState(rawValue: parts[1]) == nil {
                throw .usage(
                    Localized("\"\(parts[1])\" is no state", "“\(parts[1])”不是状态"),
                    hint: Localized("states are active, quarantined, retired", "状态有 active、quarantined、retired")
                )
            }
            parsed.append((parts[0], parts[1]))
        }
        self.conditions = parsed
    }

    /// The devices, sorted by id as orders name them.
    ///
    /// - Parameter onlyActive: whether a device that runs nothing is refused when named and passed over when found.
    package func resolve(among targets: [Target], onlyActive: Bool = true) throws(ClientError) -> [Target] {
        var found: [DeviceID: Target] = [:]
        for name in named {
            let target = try Self.one(name, among: targets)
            if onlyActive, target.state != .active || target.version == 0 {
                throw .targetInactive(target.label, target.version == 0 ? nil : target.state)
            }
            found[target.id] = target
        }
        if !conditions.isEmpty {
            for target in targets where conditions.allSatisfy({ Self.holds($0, for: target) }) {
                if onlyActive, target.state != .active { continue }
                found[target.id] = target
            }
        }
        guard !found.isEmpty else { throw .noTargets }
        guard found.count <= Targets.largestList else {
            throw .usage(
                Localized(
                    "\(found.count) devices are more than one order names (500)",
                    "\(found.count) 台设备超过一次操作的上限（500）"
                ),
                hint: Localized("split them with --where", "请用 --where 分批")
            )
        }
        return found.values.sorted { $0.id < $1.id }
    }

    /// The one device with a name or id.
    package static func one(_ text: String, among targets: [Target]) throws(ClientError) -> Target {
        if let id = DeviceID(text) {
            guard let target = targets.first(where: { $0.id == id }) else { throw .targetUnknown(text) }
            return target
        }
        let named = targets.filter { $0.name.utf8.elementsEqual(text.utf8) }
        let living = named.filter { $0.state != .retired }
        let bearers = living.isEmpty ? named : living
        guard let target = bearers.first else { throw .targetUnknown(text) }
        guard bearers.count == 1 else { throw .targetAmbiguous(text, bearers.map(\.id)) }
        return target
    }

    private static func holds(_ condition: (key: String, value: String), for target: Target) -> Bool {
        switch condition.key {
        case "group": target.groups.contains { $0.text == condition.value }
        case "state": target.state.rawValue == condition.value
        default: matches(target.name, condition.value)
        }
    }

    /// A name, or a prefix and one final `*`.
    private static func matches(_ name: String, _ pattern: String) -> Bool {
        pattern.hasSuffix("*")
            ? name.utf8.starts(with: pattern.utf8.dropLast())
            : name.utf8.elementsEqual(pattern.utf8)
    }
}
