namespace GreyActors.Migration;

/// <summary>What is written for the operator to name in the configuration; null for what nobody asked for.</summary>
/// <param name="Clients">Clients that are never deferred.</param>
/// <param name="Recipients">Recipients for whom nothing is deferred.</param>
internal sealed record ImportLists(ImportList? Clients, ImportList? Recipients)
{
    /// <summary>Nothing is listed.</summary>
    public static readonly ImportLists None = new(null, null);
}
