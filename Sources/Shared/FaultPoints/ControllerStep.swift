/// The controller's durable steps: transactions on a log, its records and the files beside them.
package enum ControllerStep: String, FaultPoint {
    // One for each kind of entry, with the kind's own word: a group commit that holds one of the kind.
    case logRoot = "controller.log-root"
    case logStatus = "controller.log-status"
    case logOperation = "controller.log-operation"
    case logApproval = "controller.log-approval"
    case logReview = "controller.log-review"
    case logDenial = "controller.log-denial"
    case logCancel = "controller.log-cancel"
    case logEnrolment = "controller.log-enrolment"
    case logDevice = "controller.log-device"
    case logReceipt = "controller.log-receipt"
    case logInventory = "controller.log-inventory"
    case logPublish = "controller.log-publish"
    case logRelease = "controller.log-release"
    case logNote = "controller.log-note"
    case logAccess = "controller.log-access"
    case logInstall = "controller.log-install"
    case logSystem = "controller.log-system"

    /// The tables of a new log file.
    case logMade = "controller.log-made"
    /// What opening a log finds missing and makes again.
    case logOpened = "controller.log-opened"
    /// A note that shows this log behind or forked.
    case logEvidence = "controller.log-evidence"
    case logCosignature = "controller.log-cosignature"

    case runtimeMade = "controller.runtime-made"
    case runtimeWritten = "controller.runtime-written"
    case fleetMade = "controller.fleet-made"
    case fleetWritten = "controller.fleet-written"
    case fleetReset = "controller.fleet-reset"

    case blobsMade = "controller.blobs-made"
    /// Small blobs that came together.
    case blobsKept = "controller.blobs-kept"
    /// A large blob, or the copy of a log, under its final name.
    case filePublished = "controller.file-published"
    case blobErased = "controller.blob-erased"
    /// A key, the configuration or the draft of a root.
    case privateFile = "controller.private-file"
}
