import Model
import Trust

/// Denials and cancels that stood in the log before a run, above the checkpoint that its device was shown.
///
/// Absence can't be proven to a device, so a controller can withhold them; the log shows that it did.
struct LateWords {
    private let denials: [Logged<Denial>]
    private let cancels: [Logged<Cancel>]
    private let words: OperationWords

    init(of operation: LoggedOperation, _ words: OperationWords, from size: UInt64, admitted: Timestamp) {
        self.words = words
        denials = words.denials.filter { word in
            word.index >= size && word.at < admitted && word.content.statementSha256 == operation.order.sha256
        }
        cancels = words.cancels.filter { word in
            word.index >= size && word.at < admitted && word.content.statementSha256 == operation.order.sha256
        }
    }

    /// Whether one of the denials counted when it came.
    var hasDenial: Bool {
        denials.contains { words.reach(of: $0.index).contains { $0 != .none } }
    }

    /// Whether one of the cancels reached the device.
    func hasCancel(for device: DeviceID, requesters: Set<PersonID>) -> Bool {
        cancels.contains { cancel in
            (cancel.content.devices?.contains(device) ?? true)
                && words.reach(of: cancel.index).contains { reach in
                    switch reach {
                    case .byRole: true
                    case .ifSigner(let person): requesters.contains(person)
                    case .none: false
                    }
                }
        }
    }
}
