import Glibc
import InventoryReport

/// Reads the sources of one section and remembers what could not be read.
final class SectionReader {
    let root: InventoryRoot
    private(set) var errors: [ReportSection.Failure] = []

    init(_ root: InventoryRoot) {
        self.root = root
    }

    /// Notes a failed source; what simply is not there is no failure.
    func note(_ path: String, _ error: CInt) {
        guard error != 0, error != ENOENT, error != ENOTDIR else { return }
        note(path, code: error == EFBIG ? "truncated" : ErrnoName.of(error))
    }

    /// Notes a source with a reason in a word.
    func note(_ at: String, code: String) {
        guard errors.count < ReportLimits.errors else { return }
        errors.append(ReportSection.Failure(at: FactText.decoded(at) ?? "", code: code))
    }

    /// The text of an attribute file, `nil` if absent or empty.
    func text(_ path: String) -> String? {
        content(path) { FactText.decoded($0) }
    }

    /// The text of an attribute that may hold a maker's placeholder, which counts as absent.
    func meaningful(_ path: String) -> String? {
        FactText.meaningful(text(path))
    }

    /// The decimal number in an attribute file.
    func number(_ path: String) -> Int64? {
        content(path) { $0.number }
    }

    /// The number, where the kernel answers `EINVAL` as a matter of course (a network card's speed while it is down).
    func quietNumber(_ path: String) -> Int64? {
        root.withContent(path) { $0.number }.result ?? nil
    }

    func content<Result>(_ path: String, _ body: (UnsafeRawBufferPointer) -> Result?) -> Result? {
        let (result, error) = root.withContent(path, body)
        note(path, error)
        return result ?? nil
    }

    /// Feeds lines until the body says `false`; the body must not ask for lines itself.
    func lines(_ path: String, _ body: (UnsafeRawBufferPointer) -> Bool) {
        note(path, root.lines(path, body))
    }

    func names(_ path: String) -> [String] {
        let (names, error) = root.names(path)
        note(path, error)
        return names
    }

    /// The last component of a link's target, such as the driver's name.
    func linkName(_ path: String) -> String? {
        guard let target = root.link(path), let name = target.split(separator: "/").last else { return nil }
        return FactText.decoded(String(name))
    }
}
