namespace GreyActors.Core.Access;

/// <summary>The entry of a list that decided about a recipient.</summary>
public readonly record struct AccessMatch(AccessList List, AccessEntry Entry)
{
    /// <summary><c>whitelisted-clients: 192.0.2.0/24, lists/clients:12</c>.</summary>
    public override string ToString() => $"{ListKey}: {Entry}";

    /// <summary>The key of the list in the configuration.</summary>
    public string ListKey => List switch
    {
        AccessList.AllowedSenders => "allowed-senders",
        AccessList.AllowedSenderNets => "allowed-sender-nets",
        AccessList.WhitelistedTriples => "whitelisted-triples",
        AccessList.WhitelistedNonstandardTriples => "whitelisted-nonstandard-triples",
        AccessList.WhitelistedClients => "whitelisted-clients",
        AccessList.WhitelistedSenders => "whitelisted-senders",
        AccessList.WhitelistedRecipients => "whitelisted-recipients",
        AccessList.SpamTraps => "spam-traps",
        _ => throw new InvalidOperationException($"{List} is not a list"),
    };
}

/// <summary>The lists of <see cref="AccessRules"/> whose entries decide about mail.</summary>
public enum AccessList
{
    /// <summary>Addresses that may send anywhere.</summary>
    AllowedSenders,

    /// <summary>Networks that may send anywhere.</summary>
    AllowedSenderNets,

    /// <summary>Client address, reverse-path, forward-path.</summary>
    WhitelistedTriples,

    /// <summary>HELO name, network, forward-path.</summary>
    WhitelistedNonstandardTriples,

    /// <summary>Addresses and networks.</summary>
    WhitelistedClients,

    /// <summary>Reverse-paths.</summary>
    WhitelistedSenders,

    /// <summary>Forward-paths.</summary>
    WhitelistedRecipients,

    /// <summary>Forward-paths whose clients are trapped.</summary>
    SpamTraps,
}
