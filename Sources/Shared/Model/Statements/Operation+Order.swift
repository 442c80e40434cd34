extension Operation {
    /// Checks what concerns several members: the order of times, and that nothing waits for itself.
    func checkOrder() throws(Refusal) {
        guard issued < expires else { throw Refusal(.order, "expires") }
        if let notBefore {
            guard issued <= notBefore, notBefore < expires else { throw Refusal(.order, "notBefore") }
        }
        guard after != id else { throw Refusal(.order, "after") }
    }
}
