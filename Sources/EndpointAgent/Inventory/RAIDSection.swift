import InventoryReport

/// Software RAID: `/sys/block/md*`, with the members and their failures from `/proc/mdstat`.
struct RAIDSection {
    private struct Members {
        var names: [String] = []
        var failed: [String] = []
        var blocks: Int64?
    }

    let reader: SectionReader

    func facts() -> FactValue {
        let members = members()
        let arrays = reader.names("/sys/block").filter { $0.hasPrefix("md") }.prefix(64)
        return .array(
            arrays.compactMap { name -> FactValue? in
                let folder = "/sys/block/\(name)/md"
                guard let level = reader.text("\(folder)/level") else { return nil }
                let own = members[name] ?? Members()
                let bytes = own.blocks.map { $0.multipliedReportingOverflow(by: 1024) }
                return .object([
                    "bytes": .number(bytes.flatMap { $0.overflow ? nil : $0.partialValue }),
                    // `array_state` says clean even when a disk is missing, so this is the number that counts.
                    "degraded": .number(reader.number("\(folder)/degraded")),
                    "failed": .texts(own.failed),
                    "level": .string(level),
                    "members": .texts(own.names),
                    "metadata": .text(reader.text("\(folder)/metadata_version")),
                    "name": .string(name),
                    "raid_disks": .number(reader.number("\(folder)/raid_disks")),
                    "state": .text(reader.text("\(folder)/array_state")),
                    "sync_action": .text(reader.text("\(folder)/sync_action")),
                ])
            }
        )
    }

    private func members() -> [String: Members] {
        var found: [String: Members] = [:]
        var current: String?
        reader.lines("/proc/mdstat") { line in
            if line.starts(with: "md"), let (key, value) = line.pair(UInt8(ascii: ":")),
                let name = FactText.decoded(key)
            {
                var members = Members()
                for word in value.words(limit: 512) {
                    guard let bracket = word.offset(of: UInt8(ascii: "[")),
                        let member = FactText.decoded(word.part(0, bracket))
                    else { continue }
                    members.names.append(member)
                    if word.offset(of: "(F)") != nil { members.failed.append(member) }
                }
                members.names.sort(by: CodePointOrder.precedes)
                members.failed.sort(by: CodePointOrder.precedes)
                found[name] = members
                current = name
            } else if let name = current, line.offset(of: " blocks") != nil {
                found[name]?.blocks = line.trimmed.leadingNumber
                current = nil
            }
            return found.count < 64
        }
        return found
    }
}
