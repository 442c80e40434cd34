import Model
import TransparencyLog
import Trust

/// Step 12: the script is the signed one, byte for byte.
enum ContentRule {
    static func refusal(_ operation: Operation, content: [UInt8]) -> RefusalCode? {
        switch operation.action {
        case .script(let action):
            let fits = UInt64(content.count) == action.script.bytes && Digest(sha256Of: content) == action.script.sha256
            return fits ? nil : .digest
        case .collect:
            return content.isEmpty ? nil : .digest
        case .catalog, .update:
            return .unsupported
        }
    }
}
