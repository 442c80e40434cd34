extension TenantHistory {
    /// Takes in leaves that follow, read on all cores: how a controller begins.
    ///
    /// - Returns: the indexes of leaves that are no entries. They stand in the log and change nothing.
    package mutating func append(leaves: [[UInt8]]) -> [UInt64] {
        var unread: [UInt64] = []
        for leaf in LeafPhases.verify(LeafPhases.read(leaves, zones: timeZones)) {
            let index = size
            switch leaf {
            case .success(let entry): apply(entry, index: index)
            case .failure:
                unread.append(index)
                skip()
            }
        }
        return unread
    }
}
