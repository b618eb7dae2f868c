namespace GreyActors.Greylisting;

/// <summary>Asks the keeper to check whether the store can be written.</summary>
public sealed record CheckStore
{
    /// <summary>The one instance.</summary>
    public static readonly CheckStore Instance = new();
}

/// <summary>The keeper reports that the store was lost and replaced by an empty one: every partition must store everything again.</summary>
public sealed record StoreRecreated
{
    /// <summary>The one instance.</summary>
    public static readonly StoreRecreated Instance = new();
}

/// <summary>The keeper reports that the store can be written again after a failure.</summary>
public sealed record StoreRecovered
{
    /// <summary>The one instance.</summary>
    public static readonly StoreRecovered Instance = new();
}
