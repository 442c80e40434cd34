/// The programs that may run a script, without arguments.
package enum Interpreter: String, Hashable, Sendable, CaseIterable, JSONConvertible {
    case sh = "/bin/sh"
    case bash = "/bin/bash"
    case python3 = "/usr/bin/python3"
    case perl = "/usr/bin/perl"
}
