namespace GreyActors.Benchmarks.Peers;

/// <summary>Postfix that asks one policy server at each RCPT, and discards accepted mail. Its processor time is not that of the policy server.</summary>
internal sealed class PolicyPostfix : PostfixBase
{
    public PolicyPostfix(string folder, Peer policy)
        : base($"Postfix of {policy.Name}", folder)
    {
        Policy = policy;
        Begin(policy.Port, "default_transport = discard\nrelay_transport = discard\n");
    }

    /// <summary>The policy server.</summary>
    public Peer Policy { get; }
}
