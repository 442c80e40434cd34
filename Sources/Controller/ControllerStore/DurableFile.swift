// Where Dispatch is loaded first, its module is the one that declares `stat`.
import CDispatch
import FaultPoints
import Glibc

/// Files that are either whole and durable or absent.
enum DurableFile {
    /// A system call that failed.
    struct Fault: Error, Equatable, CustomStringConvertible {
        let step: String
        let path: String
        let number: Int32

        init(step: String, path: String, number: Int32 = errno) {
            self.step = step
            self.path = path
            self.number = number
        }

        var description: String { "\(step) \(path): \(String(cString: strerror(number)))" }
    }

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    static func remove(_ path: String) { unlink(path) }

    /// Makes a folder that only the controller's user may enter, if it is not there.
    static func makeFolder(_ path: String) throws(Fault) {
        guard mkdir(path, 0o700) != 0, errno != EEXIST else { return }
        throw Fault(step: "make folder", path: path)
    }

    /// Makes a file that must not exist, not even as a link.
    static func create(_ path: String) throws(Fault) -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Fault(step: "create", path: path) }
        return descriptor
    }

    /// Writes all bytes; a signal or a short write is no end.
    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String) throws(Fault) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 {
                guard errno == EINTR else { throw Fault(step: "write", path: path) }
                continue
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Gives a finished file its name: fsync of the file, rename, fsync of the folder.
    ///
    /// When this returns, name and content survive a power cut. Without the folder's fsync the name may not.
    static func publish(_ partial: String, as path: String) throws(Fault) {
        try sync(partial)
        try ControllerStep.filePublished.reach(failingWith: Fault(step: "rename to", path: path, number: ENOSPC))
        guard rename(partial, path) == 0 else { throw Fault(step: "rename to", path: path) }
        try sync(folder(of: path))
        ControllerStep.filePublished.landed()
    }

    /// The content of a file of at most `limit` bytes; nil if there is none.
    static func read(_ path: String, limit: Int) throws(Fault) -> [UInt8]? {
        guard exists(path) else { return nil }
        return try withContent(of: path) { content throws(Fault) in
            guard content.count <= limit else { throw Fault(step: "read", path: path, number: EFBIG) }
            return Array(content)
        }
    }

    /// Lends a file's content, mapped rather than read, so that a large file takes no heap.
    ///
    /// For files that nobody shortens while they are mapped: ours are written under another name and renamed.
    static func withContent<Result>(
        of path: String,
        _ body: (UnsafeRawBufferPointer) throws(Fault) -> Result
    ) throws(Fault) -> Result {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw Fault(step: "open", path: path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Fault(step: "stat", path: path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Fault(step: "open", path: path, number: EINVAL) }
        let count = Int(status.st_size)
        // mmap refuses an empty range.
        guard count > 0 else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw Fault(step: "map", path: path)
        }
        defer { munmap(address, count) }
        return try body(UnsafeRawBufferPointer(start: address, count: count))
    }

    /// The names in a folder, `.` and `..` left out; none if there is no such folder.
    static func names(in folder: String) throws(Fault) -> [String] {
        guard let stream = opendir(folder) else {
            guard errno == ENOENT else { throw Fault(step: "open folder", path: folder) }
            return []
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// A file's size; 0 if there is none.
    static func size(_ path: String) -> UInt64 {
        var status = stat()
        return lstat(path, &status) == 0 ? UInt64(clamping: status.st_size) : 0
    }

    /// Flushes a file or folder to the device.
    static func sync(_ path: String) throws(Fault) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Fault(step: "open", path: path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Fault(step: "fsync", path: path) }
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
