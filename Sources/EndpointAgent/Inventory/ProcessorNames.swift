/// Names of processors that say only numbers in `/proc/cpuinfo` (arm64).
enum ProcessorNames {
    /// The name for the implementer and part codes, such as `0x70` and `0x663`.
    static func name(implementer: String, part: String?) -> String? {
        switch implementer {
        case "0x70": "Phytium" + (part.flatMap(phytium).map { " " + $0 } ?? "")
        case "0x48": "HiSilicon" + (part.flatMap(hisilicon).map { " " + $0 } ?? "")
        case "0x41": "ARM" + (part.flatMap(arm).map { " " + $0 } ?? "")
        default: nil
        }
    }

    private static func phytium(_ part: String) -> String? {
        switch part {
        case "0x303": "FTC310"
        case "0x660": "FTC660"
        case "0x661": "FTC661"
        case "0x662": "FTC662"
        case "0x663": "FTC663"
        case "0x664": "FTC664"
        case "0x862": "FTC862"
        default: nil
        }
    }

    private static func hisilicon(_ part: String) -> String? {
        part == "0xd01" ? "TaiShan v110" : nil
    }

    private static func arm(_ part: String) -> String? {
        switch part {
        case "0xd03": "Cortex-A53"
        case "0xd04": "Cortex-A35"
        case "0xd05": "Cortex-A55"
        case "0xd07": "Cortex-A57"
        case "0xd08": "Cortex-A72"
        case "0xd09": "Cortex-A73"
        case "0xd0a": "Cortex-A75"
        case "0xd0b": "Cortex-A76"
        case "0xd0c": "Neoverse-N1"
        case "0xd40": "Neoverse-V1"
        case "0xd41": "Cortex-A78"
        case "0xd49": "Neoverse-N2"
        case "0xd4f": "Neoverse-V2"
        default: nil
        }
    }
}
