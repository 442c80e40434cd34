import Glibc

/// A small tree in a temporary folder that stands for `/`; removed when the last reference goes.
final class SampleTree {
    let path: String

    init() throws {
        var template = Array("/tmp/inventory-test-XXXXXX\0".utf8.map(CChar.init(bitPattern:)))
        guard mkdtemp(&template) != nil else { throw Failure(call: "mkdtemp") }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        remove(path)
    }

    struct Failure: Error {
        let call: String
    }

    /// Writes a file with its folders.
    func write(_ name: String, _ bytes: some Sequence<UInt8>) throws {
        try folder(name)
        let file = open(path + name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw Failure(call: "open \(name)") }
        defer { close(file) }
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure(call: "write \(name)") }
            rest = rest.dropFirst(count)
        }
    }

    func write(_ name: String, _ text: String) throws {
        try write(name, text.utf8)
    }

    /// Writes several attribute files of one folder.
    func write(in folder: String, _ files: [String: String]) throws {
        for (name, text) in files { try write("\(folder)/\(name)", text + "\n") }
    }

    func link(_ name: String, to target: String) throws {
        try folder(name)
        guard symlink(target, path + name) == 0 else { throw Failure(call: "symlink \(name)") }
    }

    func pipe(_ name: String) throws {
        try folder(name)
        guard mkfifo(path + name, 0o644) == 0 else { throw Failure(call: "mkfifo \(name)") }
    }

    private func folder(_ name: String) throws {
        var current = path
        for part in name.split(separator: "/").dropLast() {
            current += "/\(part)"
            guard mkdir(current, 0o755) == 0 || errno == EEXIST else { throw Failure(call: "mkdir \(current)") }
        }
    }

    private func remove(_ path: String) {
        if unlink(path) == 0 { return }
        if let stream = opendir(path) {
            var names: [String] = []
            while let entry = readdir(stream) {
                names.append(
                    withUnsafeBytes(of: &entry.pointee.d_name) {
                        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                    }
                )
            }
            closedir(stream)
            for name in names where name != "." && name != ".." { remove("\(path)/\(name)") }
        }
        rmdir(path)
    }
}
