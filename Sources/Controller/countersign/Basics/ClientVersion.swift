/// The version that `--version` prints.
enum ClientVersion {
    static let text = "0.1.0"
}
