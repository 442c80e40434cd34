// Where Dispatch is loaded first, its module is the one that declares `stat`.
import CDispatch
import Glibc

/// The folder that stands for `/`, and the only way to files below it.
///
/// Paths are absolute and mean root + path. Below the real root the kernel resolves links, for they cannot lead further
/// up; below any other folder each component is looked at by descriptor, links are resolved inside the folder (an
/// absolute target starts at the folder again, `..` stops there), so no tree can point the collector outside.
final class InventoryRoot {
    /// Links in one path before it counts as a loop, as in Linux.
    private static let links = 40
    /// Entries of one folder.
    static let entries = 65_536

    let isSystem: Bool
    private let descriptor: CInt
    /// Holds one attribute file at a time.
    private let attribute = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 << 10, alignment: 16)
    /// Holds a piece of one line-oriented file at a time; separate, so that attributes can be read between.
    private let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)

    init(_ path: String) throws(InventoryError) {
        descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        isSystem = path == "/"
        guard descriptor >= 0 else {
            let code = ErrnoName.of(errno)
            attribute.deallocate()
            piece.deallocate()
            throw .root(path, code: code)
        }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        attribute.deallocate()
        piece.deallocate()
    }

    /// Opens a file or folder; a negative result is the negated errno.
    private func open(_ path: String, _ flags: CInt) -> CInt {
        let flags = flags | O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
        guard isSystem else { return walk(path, flags) }
        let relative = path.drop { $0 == "/" }
        let found = openat(descriptor, relative.isEmpty ? "." : String(relative), flags)
        return found >= 0 ? found : 0 - errno
    }

    private func walk(_ path: String, _ flags: CInt) -> CInt {
        var above: [CInt] = []
        defer { for folder in above { close(folder) } }
        var pending = Array(path.split(separator: "/").map(String.init).reversed())
        var seen = 0
        while let name = pending.popLast() {
            if name == "." { continue }
            if name == ".." {
                if let folder = above.popLast() { close(folder) }
                continue
            }
            let parent = above.last ?? descriptor
            if let target = Self.target(name, in: parent) {
                seen += 1
                guard seen <= Self.links else { return 0 - ELOOP }
                if target.hasPrefix("/") {
                    for folder in above { close(folder) }
                    above = []
                }
                pending.append(contentsOf: target.split(separator: "/").map(String.init).reversed())
                continue
            }
            let isLast = pending.isEmpty
            let found = openat(
                parent,
                name,
                isLast ? flags | O_NOFOLLOW : O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
            )
            guard found >= 0 else { return 0 - errno }
            if isLast { return found }
            above.append(found)
        }
        let found = openat(above.last ?? descriptor, ".", flags)
        return found >= 0 ? found : 0 - errno
    }

    private static func target(_ name: String, in folder: CInt) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            guard let base = buffer.baseAddress else { return nil }
            let count = readlinkat(folder, name, base, buffer.count)
            guard count > 0, count < buffer.count else { return nil }
            return String(decoding: UnsafeRawBufferPointer(buffer)[..<count], as: UTF8.self)
        }
    }

    /// Where a link points, not followed; `nil` if the path is no link.
    func link(_ path: String) -> String? {
        guard let slash = path.lastIndex(of: "/") else { return nil }
        let folder = open(String(path[..<slash]), O_DIRECTORY)
        guard folder >= 0 else { return nil }
        defer { close(folder) }
        return Self.target(String(path[path.index(after: slash)...]), in: folder)
    }

    /// Whether there is anything at the path.
    func exists(_ path: String) -> Bool {
        let found = open(path, 0)
        if found >= 0 { close(found) }
        return found >= 0 || found == 0 - EACCES
    }

    /// The names in a folder in code point order, without `.` and `..`; the error number if there is no such folder.
    func names(_ path: String) -> (names: [String], error: CInt) {
        let folder = open(path, O_DIRECTORY)
        guard folder >= 0 else { return ([], 0 - folder) }
        guard let stream = fdopendir(folder) else {
            close(folder)
            return ([], ENOMEM)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while names.count < Self.entries, let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let name, name != ".", name != ".." { names.append(name) }
        }
        names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return (names, 0)
    }

    /// Reads an attribute: the first 16 KiB of a regular file; the error number if that fails.
    func withContent<Result>(
        _ path: String,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> (result: Result?, error: CInt) {
        let file = regular(path)
        guard file >= 0 else { return (nil, 0 - file) }
        defer { close(file) }
        var count = 0
        while count < attribute.count {
            let got = read(file, attribute.baseAddress.map { $0 + count }, attribute.count - count)
            if got < 0, errno == EINTR { continue }
            if got < 0 { return (nil, errno) }
            if got == 0 { break }
            count += got
        }
        return (body(UnsafeRawBufferPointer(rebasing: attribute[..<count])), 0)
    }

    /// Feeds the lines of a regular file, without their ends, until the body says `false`.
    ///
    /// Lines over 64 KiB are left out; reading ends after `limit` bytes. The body must not ask for lines itself.
    /// - Returns: 0, an error number, or `EFBIG` when the limit ended it.
    func lines(_ path: String, limit: Int = 64 << 20, _ body: (UnsafeRawBufferPointer) -> Bool) -> CInt {
        let file = regular(path)
        guard file >= 0 else { return 0 - file }
        defer { close(file) }
        var kept = 0
        var total = 0
        var skipping = false
        while true {
            let got = read(file, piece.baseAddress.map { $0 + kept }, piece.count - kept)
            if got < 0, errno == EINTR { continue }
            if got < 0 { return errno }
            total += got
            let filled = UnsafeRawBufferPointer(rebasing: piece[..<(kept + got)])
            if got == 0 {
                if kept > 0, !skipping { _ = body(filled) }
                return 0
            }
            var start = 0
            while let end = filled.from(start).offset(of: UInt8(ascii: "\n")) {
                let line = filled.part(start, start + end)
                start += end + 1
                if skipping {
                    skipping = false
                } else if !body(line) {
                    return 0
                }
            }
            kept = filled.count - start
            if kept == piece.count {
                skipping = true
                kept = 0
            } else if kept > 0, start > 0, let base = piece.baseAddress {
                memmove(base, base + start, kept)
            }
            if total >= limit { return EFBIG }
        }
    }

    /// Opens a regular file only: a pipe or a device in its place is not read.
    private func regular(_ path: String) -> CInt {
        let file = open(path, 0)
        guard file >= 0 else { return file }
        var info = stat()
        guard fstat(file, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
            close(file)
            return 0 - EINVAL
        }
        return file
    }
}
