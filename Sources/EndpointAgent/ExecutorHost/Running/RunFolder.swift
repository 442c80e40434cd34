internal import CLinux
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
        var budget = entryBudget
        empty(folder, budget: &budget, depth: 0)
        close(folder)
        rmdir(path)
    }

    /// Removes everything in a folder that stays.
    static func empty(_ path: String) {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { return }
        defer { close(folder) }
        var budget = entryBudget
        empty(folder, budget: &budget, depth: 0)
    }

    /// A script can nest folders as deep as it likes; past the bound they stay, rather than exhausting our stack.
    private static let deepest = 200

    /// Entries looked at before the rest is left: clean-up must end, whatever a script has made.
    private static let entryBudget = 200_000

    /// Removes what is in a folder, never stepping onto another mount: a bind mount has the same device number, and what
    /// it shows is the machine's own files.
    private static func empty(_ folder: Int32, budget: inout Int, depth: Int) {
        guard depth < deepest else { return }
        var hasRemoved = true
        // Another pass only after one that removed something: what cannot be removed stays.
        while hasRemoved, budget > 0 {
            hasRemoved = false
            for name in entries(of: folder) {
                budget -= 1
                guard budget > 0 else { return }
                if unlinkat(folder, name, 0) == 0 {
                    hasRemoved = true
                    continue
                }
                let inner = clinux_open_folder_beneath(folder, name)
                guard inner >= 0 else { continue }
                fchmod(inner, 0o700)
                empty(inner, budget: &budget, depth: depth + 1)
                close(inner)
                if unlinkat(folder, name, Int32(AT_REMOVEDIR)) == 0 { hasRemoved = true }
            }
        }
    }

    /// Names as the bytes they are: one that is not UTF-8 must be removable too.
    private static func entries(of folder: Int32) -> [[CChar]] {
        let copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { return [] }
        guard let stream = fdopendir(copy) else {
            close(copy)
            return []
        }
        defer { closedir(stream) }
        var names: [[CChar]] = []
        while let entry = readdir(stream), names.count < 10_000 {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]
            }
            if name != [0x2E, 0] && name != [0x2E, 0x2E, 0] { names.append(name) }
        }
        return names
    }
}
