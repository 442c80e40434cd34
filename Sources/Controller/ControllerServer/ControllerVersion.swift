/// The version that the controller tells agents and people.
package enum ControllerVersion {
    package static let text = "0.1.0"
}
