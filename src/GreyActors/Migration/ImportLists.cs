namespace GreyActors.Migration;

/// <summary>The lists that the operator can name in the configuration; null for lists that were not requested.</summary>
/// <param name="Clients">Clients that are never deferred.</param>
/// <param name="Recipients">Recipients whose mail is never deferred.</param>
internal sealed record ImportLists(ImportList? Clients, ImportList? Recipients)
{
    /// <summary>No lists.</summary>
    public static readonly ImportLists None = new(null, null);
}
