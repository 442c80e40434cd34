import Glibc
import Synchronization

/// A file under a temporary name, open for writing, that becomes a whole file or nothing.
final class PartialFile: Sendable {
    let path: String
    /// Nil once the file has been published or abandoned.
    private let descriptor: Mutex<Int32?>

    init(path: String) throws(DurableFile.Fault) {
        self.path = path
        descriptor = Mutex(try DurableFile.create(path))
    }

    deinit { abandon() }

    /// Adds bytes at the end.
    ///
    /// One writer at a time.
    func write(_ bytes: UnsafeRawBufferPointer) throws {
        try descriptor.withLock { descriptor in
            guard let descriptor else { throw DurableFile.Fault(step: "write", path: path, number: EBADF) }
            try DurableFile.write(bytes, to: descriptor, path: path)
        }
    }

    /// Gives the file its name; durable when this returns.
    func publish(as name: String) throws {
        try descriptor.withLock { descriptor in
            guard let open = descriptor else { throw DurableFile.Fault(step: "publish", path: path, number: EBADF) }
            try DurableFile.publish(path, as: name)
            close(open)
            descriptor = nil
        }
    }

    /// Removes the file, unless it has been published.
    func abandon() {
        descriptor.withLock { descriptor in
            guard let open = descriptor else { return }
            close(open)
            DurableFile.remove(path)
            descriptor = nil
        }
    }
}
