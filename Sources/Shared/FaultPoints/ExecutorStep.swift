/// The executor's durable steps: each is one transaction on its state, or one flush of its folder.
package enum ExecutorStep: String, FaultPoint {
    /// The state file's name, before anything is in it.
    case stateFile = "executor.state-file"
    case schema = "executor.schema"
    /// Keys, first root and checkpoint of `install-enrolment`.
    case established = "executor.established"
    case enrolmentKept = "executor.enrolment-kept"
    case enrolmentConfirmed = "executor.enrolment-confirmed"
    case rootAccepted = "executor.root-accepted"
    case checkpointAdvanced = "executor.checkpoint-advanced"
    case forkLatched = "executor.fork-latched"
    case deviceStatement = "executor.device-statement"
    case denial = "executor.denial"
    case cancel = "executor.cancel"
    case status = "executor.status"
    case review = "executor.review"
    /// *Admitted* in the ledger: only then may anything run.
    case admitted = "executor.ledger-admitted"
    /// How the run's processes can be found again: only then does the script start.
    case began = "executor.ledger-began"
    /// A receipt, its blobs and the ledger's outcome.
    case decided = "executor.receipt-decided"
    case proven = "executor.receipt-proven"
    case pruned = "executor.receipts-pruned"
    case counted = "executor.refusal-counted"
    /// The write-ahead log moved into the file.
    case settled = "executor.settled"
}
