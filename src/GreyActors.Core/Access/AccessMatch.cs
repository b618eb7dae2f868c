namespace GreyActors.Core.Access;

/// <summary>The entry of a list that decided about a recipient.</summary>
public readonly record struct AccessMatch(AccessList List, AccessEntry Entry)
{
    /// <summary><c>whitelisted-clients: 192.0.2.0/24, lists/clients:12</c>.</summary>
    public override string ToString() => $"{AccessInWords.Of(List)}: {Entry}";
}

/// <summary>The lists of <see cref="AccessRules"/> that let mail through.</summary>
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
}
