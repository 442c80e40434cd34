internal import CLinux

/// What the process can do without while it waits.
enum IdleMemory {
    /// Gives free heap and the pages of code that ran once back to the kernel, which reads them again when they are touched.
    static func giveBack() {
        _ = clinux_malloc_trim()
        clinux_release_clean_pages()
    }
}
