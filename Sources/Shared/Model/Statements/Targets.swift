package import TransparencyLog

/// The devices of an operation.
package enum Targets: Hashable, Sendable, JSONConvertible {
    /// 1 to 500 ids, ascending.
    case devices([DeviceID])
    /// More than 500 ids: how many, and the Merkle root over them (RFC 6962 §2.1), ascending, 28 bytes a leaf.
    case tree(count: UInt64, root: Digest)

    package static let largestList = 500
    package static let treeCount: ClosedRange<UInt64> = 501...1_000_000

    package static func parse(_ field: Field) throws(Refusal) -> Targets {
        let named = [try field.member("count"), try field.member("tree")]
        if named.contains(where: { $0 != nil }) {
            let object = try field.object(["count", "tree"])
            return .tree(count: try object("count").integer(in: treeCount), root: try object("tree").digest())
        }
        let object = try field.object(["devices"])
        return .devices(
            try object("devices").ascendingList(1...largestList) { id throws(Refusal) in try id.identifier() }
        )
    }

    /// How many devices are meant.
    package var count: UInt64 {
        switch self {
        case .devices(let ids): UInt64(ids.count)
        case .tree(let count, _): count
        }
    }

    package var json: JSONValue {
        var object = JSONObject()
        switch self {
        case .devices(let ids):
            object.set("devices", ids)
        case .tree(let count, let root):
            object.set("count", count)
            object.set("tree", root)
        }
        return object.json
    }
}
