import Model

/// Only an active device runs anything.
package enum DeviceAdmission {
    /// `quarantined` for every other state, and without any statement about the device.
    package static func refusal(_ device: DeviceStanding?) -> RefusalCode? {
        device?.state == .active ? nil : .quarantined
    }
}
