namespace GreyActors.Migration.Databases;

/// <summary>What the first page of a Berkeley DB says of all others.</summary>
/// <param name="PageSize">In octets.</param>
/// <param name="LastPage">Its number.</param>
/// <param name="HasChecksums">Whether each page has room for one behind its header.</param>
internal readonly record struct BerkeleyLayout(int PageSize, long LastPage, bool HasChecksums);
