internal import Glibc

/// A private folder for one run, removed with everything in it.
struct RunFolder: ~Copyable {
    let path: String

    /// Makes a new folder, mode 0700, under a base that must belong to us.
    init(in base: String, name: String, owner: (uid: UInt32, gid: UInt32)?) throws(SystemError) {
        var template = Array("\(base)/\(name).XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError("make a folder in \(base)", errno) }
        let made = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if let owner, chown(made, owner.uid, owner.gid) != 0 {
            let code = errno
            rmdir(made)
            throw SystemError("give \(made) to its user", code)
        }
        path = made
    }

    deinit { RunFolder.remove(path) }

    /// Writes a file, mode 0400, that did not exist.
    func write(_ bytes: [UInt8], name: String, owner: (uid: UInt32, gid: UInt32)?) throws(SystemError) -> String {
        let file = "\(path)/\(name)"
        let descriptor = try Descriptor(opening: file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o400)
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor.number, $0.baseAddress?.advanced(by: offset), $0.count - offset)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw SystemError("write \(file)", errno) }
            offset += count
        }
        if let owner, fchown(descriptor.number, owner.uid, owner.gid) != 0 {
            throw SystemError("give \(file) away", errno)
        }
        return file
    }

    /// Removes a folder and its content as far as the kernel allows, following no link and crossing no mount.
    static func remove(_ path: String) {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { return }
        var status = stat()
        if fstat(folder, &status) == 0 { empty(folder, device: status.st_dev, depth: 0) }
        close(folder)
        rmdir(path)
    }

    /// A script can nest folders as deep as it likes; past the bound they stay, rather than exhausting our stack.
    private static let deepest = 200

    private static func empty(_ folder: Int32, device: dev_t, depth: Int) {
        guard depth < deepest else { return }
        // Several passes: entries that readdir misses while others are removed come up in the next.
        for _ in 0..<8 {
            let names = entries(of: folder)
            guard !names.isEmpty else { return }
            for name in names where unlinkat(folder, name, 0) != 0 {
                let inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                guard inner >= 0 else { continue }
                var status = stat()
                if fstat(inner, &status) == 0, status.st_dev == device {
                    fchmod(inner, 0o700)
                    empty(inner, device: device, depth: depth + 1)
                }
                close(inner)
                unlinkat(folder, name, Int32(AT_REMOVEDIR))
            }
        }
    }

    private static func entries(of folder: Int32) -> [String] {
        let copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { return [] }
        guard let stream = fdopendir(copy) else {
            close(copy)
            return []
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream), names.count < 10_000 {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}
