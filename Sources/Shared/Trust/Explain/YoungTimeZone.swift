package import Model

/// Time zones that systems with an old tzdata lack.
///
/// A root that names one is refused there.
package enum YoungTimeZone {
    /// The year of the first tzdata that has a zone, for zones younger than 2015; nil for all others.
    package static func year(of zone: ZoneName) -> Int? {
        years[zone.text]
    }

    /// The zones of a root's rules that old systems may lack, each once.
    package static func zones(in root: TrustRoot) -> [ZoneName] {
        Set(root.policy.compactMap { $0.hours?.zone }).filter { year(of: $0) != nil }.sorted()
    }

    /// From the NEWS file of the tz database.
    private static let years: [String: Int] = [
        "America/Fort_Nelson": 2015,
        "Asia/Barnaul": 2016,
        "Asia/Famagusta": 2016,
        "Asia/Tomsk": 2016,
        "Asia/Yangon": 2016,
        "Europe/Astrakhan": 2016,
        "Europe/Kirov": 2016,
        "Europe/Saratov": 2016,
        "Europe/Ulyanovsk": 2016,
        "America/Punta_Arenas": 2017,
        "Asia/Atyrau": 2017,
        "Asia/Qostanay": 2018,
        "America/Nuuk": 2020,
        "Pacific/Kanton": 2021,
        "America/Ciudad_Juarez": 2022,
        "Europe/Kyiv": 2022,
        "America/Coyhaique": 2025,
    ]
}
