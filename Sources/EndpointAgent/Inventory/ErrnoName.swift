import Glibc

/// Names of the error numbers that reading proc and sysfs brings up.
enum ErrnoName {
    /// The symbolic name of an error number, or `errno N` for a rare one.
    static func of(_ number: CInt) -> String {
        switch number {
        case EPERM: "EPERM"
        case ENOENT: "ENOENT"
        case EINTR: "EINTR"
        case EIO: "EIO"
        case ENXIO: "ENXIO"
        case EAGAIN: "EAGAIN"
        case ENOMEM: "ENOMEM"
        case EACCES: "EACCES"
        case EBUSY: "EBUSY"
        case ENODEV: "ENODEV"
        case ENOTDIR: "ENOTDIR"
        case EISDIR: "EISDIR"
        case EINVAL: "EINVAL"
        case ENFILE: "ENFILE"
        case EMFILE: "EMFILE"
        case ELOOP: "ELOOP"
        case ENAMETOOLONG: "ENAMETOOLONG"
        case ENODATA: "ENODATA"
        case EOPNOTSUPP: "EOPNOTSUPP"
        case ESTALE: "ESTALE"
        case ETIMEDOUT: "ETIMEDOUT"
        default: "errno \(number)"
        }
    }
}
