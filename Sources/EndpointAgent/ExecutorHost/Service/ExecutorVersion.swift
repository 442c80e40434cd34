/// The version that receipts and the status carry.
package enum ExecutorVersion {
    package static let text = "0.1.0"
}
