/// What SQLite refused, and where.
package struct SQLiteError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The database file.
    package let path: String

    /// SQLite's extended result code (sqlite.org/rescode.html).
    package let code: Int32

    /// SQLite's own words; bound values are never part of them.
    package let message: String

    package init(path: String, code: Int32, message: String) {
        self.path = path
        self.code = code
        self.message = message
    }

    /// The result code without its extension: 19 for every kind of constraint.
    package var primaryCode: Int32 { code & 0xff }

    /// Whether a constraint or a trigger of the schema refused the change.
    package var isConstraint: Bool { primaryCode == 19 }

    package var description: String {
        switch primaryCode {
        case 8: "\(path) cannot be written (\(message)); check that its folder is not on a read-only disk"
        case 13: "\(path) cannot grow (\(message)); free space on its disk"
        case 11, 26: "\(path) is damaged (\(message), code \(code)); restore it or enrol the device again"
        default: "\(path): \(message) (code \(code))"
        }
    }
}
