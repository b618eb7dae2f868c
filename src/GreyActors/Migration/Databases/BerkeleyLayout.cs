namespace GreyActors.Migration.Databases;

/// <summary>The layout of a Berkeley DB, from its first page.</summary>
/// <param name="PageSize">In bytes.</param>
/// <param name="LastPage">The number of the last page.</param>
/// <param name="HasChecksums">Whether each page has a checksum after its header.</param>
internal readonly record struct BerkeleyLayout(int PageSize, long LastPage, bool HasChecksums);
