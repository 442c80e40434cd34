import Model
import Trust
import Wire

/// Step 11, in part: approvals that came with the order.
///
/// One that does not hold is not counted; it does not veto.
enum ApprovalReading {
    static func facts(of leaves: [LoggedLeaf], under root: TrustRoot) -> [ApprovalFact] {
        leaves.flatMap { leaf -> [ApprovalFact] in
            guard let entry = try? Entry(leaf: leaf.leaf), entry.kind == .approval,
                case .approval(let approval) = entry.statement
            else { return [] }
            guard approval.tenant == root.tenant else { return [] }
            return entry.facts.map { ApprovalFact(approval, signer: SignerFact($0, under: root)) }
        }
    }
}
