/// The way from the outermost object to a value: `action.parameters.queue`, `targets.devices[1]`.
///
/// Kept as links and written out only for a refusal, so that walking a hostile document with long names stays linear.
package indirect enum MemberPath: Hashable, Sendable, CustomStringConvertible {
    case root
    case member(of: MemberPath, String)
    case element(of: MemberPath, Int)

    package func member(_ name: String) -> MemberPath {
        .member(of: self, name)
    }

    package func element(_ index: Int) -> MemberPath {
        .element(of: self, index)
    }

    package var description: String {
        switch self {
        case .root:
            ""
        case .member(of: .root, let name):
            name
        case .member(of: let parent, let name):
            "\(parent).\(name)"
        case .element(of: let parent, let index):
            "\(parent)[\(index)]"
        }
    }
}
