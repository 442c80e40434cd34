internal import Glibc

/// Short files of the kernel's (procfs, cgroupfs): read and written whole.
enum SmallFile {
    /// The file's content up to a bound, nil if it cannot be read.
    static func bytes(_ path: String, limit: Int = 65_536) -> [UInt8]? {
        try? content(of: path, limit: limit)
    }

    /// The file's content up to a bound, or the kernel's reason.
    static func content(of path: String, limit: Int) throws(SystemError) -> [UInt8] {
        let file = try Descriptor(opening: path, O_RDONLY)
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while content.count < limit {
            let count = read(file.number, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw SystemError("read \(path)", errno) }
            guard count > 0 else { break }
            content.append(contentsOf: piece[0..<count])
        }
        return content
    }

    static func text(_ path: String, limit: Int = 65_536) -> String? {
        bytes(path, limit: limit).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The file's lines without their ends.
    static func lines(_ path: String, limit: Int = 1 << 20) -> [Substring] {
        (text(path, limit: limit) ?? "").split(separator: "\n")
    }

    /// Writes the text in one call, as cgroupfs wants it.
    static func write(_ text: String, to path: String) throws(SystemError) {
        let file = try Descriptor(opening: path, O_WRONLY)
        let bytes = Array(text.utf8)
        guard Glibc.write(file.number, bytes, bytes.count) == bytes.count else {
            throw SystemError("write \(path)", errno)
        }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
