/// Why an inventory cannot even begin.
package enum InventoryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The root folder cannot be opened; the code is an errno name.
    case root(String, code: String)

    package var description: String {
        switch self {
        case .root(let path, let code):
            "inventory root \"\(path)\" cannot be opened (\(code)); name an existing folder"
        }
    }
}
