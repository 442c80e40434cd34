import Model

/// Step 8, in part: whether the order names this device.
enum TargetRule {
    /// Target trees need an inclusion proof that no delivery carries yet; step 7 refuses them.
    static func names(_ device: DeviceID, in targets: Targets) -> Bool {
        guard case .devices(let devices) = targets else { return false }
        return devices.contains(device)
    }
}
