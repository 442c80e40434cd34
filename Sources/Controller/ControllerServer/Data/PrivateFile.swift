// Where Dispatch is loaded first, its module is the one that declares `stat`.
import CDispatch
import FaultPoints
import Glibc

/// Files that only the controller's user may read, written so that they are whole and durable or absent.
enum PrivateFile {
    /// The longest file read into memory: certificates, keys, configuration, a root with its signatures.
    static let limit = 1 << 20

    /// Makes a folder (0700) that must not be there.
    static func makeFolder(_ path: String) throws(DataFolderError) {
        guard mkdir(path, 0o700) == 0 else { throw .system("make folder", path: path) }
        try sync(folder(of: path))
    }

    /// Writes a new file (0600); refuses to overwrite, also through a link.
    ///
    /// Bytes, name and folder are on disk when this returns; before that there is no such name, so that a process which
    /// ends in the middle leaves no half a key that nobody dares to replace.
    static func create(_ path: String, _ bytes: some Collection<UInt8>) throws(DataFolderError) {
        let draft = "\(path).\(UInt64.random(in: .min ... .max)).new"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("create", path: path) }
        defer { unlink(draft) }
        do throws(DataFolderError) {
            try ControllerStep.privateFile.reach(
                failingWith: DataFolderError.system("write", path: path, number: ENOSPC)
            )
            try write(Array(bytes), to: descriptor, path: path)
            guard fsync(descriptor) == 0 else { throw .system("fsync", path: path) }
        } catch {
            close(descriptor)
            throw error
        }
        close(descriptor)
        // Unlike a rename, a link never takes the place of what is there.
        guard link(draft, path) == 0 else { throw .system("create", path: path) }
        try sync(folder(of: path))
        ControllerStep.privateFile.landed()
    }

    /// Reads a file of at most `limit` bytes.
    static func read(_ path: String) throws(DataFolderError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .system("open", path: path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                guard errno == EINTR else { throw .system("read", path: path) }
                continue
            }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else { throw .tooLarge(path: path, limit: limit) }
        }
    }

    static func readText(_ path: String) throws(DataFolderError) -> String {
        guard let text = String(validating: try read(path), as: UTF8.self) else { throw .notText(path: path) }
        return text
    }

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    static func remove(_ path: String) {
        unlink(path)
    }

    /// The names in a folder, without `.` and `..`; nil if it can't be read.
    static func names(in folder: String) -> [String]? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(DataFolderError) {
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                guard errno == EINTR else { throw .system("write", path: path) }
                continue
            }
            offset += count
        }
    }

    /// Without the folder's fsync a new name may not survive a power cut.
    private static func sync(_ folder: String) throws(DataFolderError) {
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", path: folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system("fsync", path: folder) }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
