namespace GreyActors.Cluster.Forwarding;

/// <summary>Asks the <see cref="IntrospectionExchange"/> of another machine for the answer of its own endpoint. Replies: <see cref="IntrospectionChunk"/>s, or <see cref="IntrospectionBroken"/>.</summary>
/// <param name="Number">Identifies the request; the asking machine chooses it.</param>
/// <param name="Path">The path, for example <c>/api/tree</c>. The asking machine has checked that the client may read it.</param>
/// <param name="Query">The query with its question mark, without <c>node</c>; empty if there is none.</param>
/// <param name="IsHead">Whether only the status and the type of the content are wanted.</param>
public sealed record IntrospectionRequest(long Number, string Path, string Query, bool IsHead)
{
    /// <summary>The maximum length of the path and of the query.</summary>
    public const int LongestText = 8 * 1024;

    /// <summary>Whether the request is within its bounds.</summary>
    public bool IsShort => Path is { Length: > 0 and <= LongestText } && Query.Length <= LongestText;
}

/// <summary>A part of the answer, at most <see cref="Most"/> bytes. The sender sends <see cref="Window"/> of them, then one for each <see cref="IntrospectionTaken"/>.</summary>
/// <param name="Number">The number of the request.</param>
/// <param name="Index">0 for the first chunk. A gap means that one was lost.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="ContentType">The type of its content; empty if there is none.</param>
/// <param name="Content">The bytes.</param>
/// <param name="IsLast">Whether the answer is complete.</param>
public sealed record IntrospectionChunk(long Number, int Index, int Status, string ContentType, ReadOnlyMemory<byte> Content, bool IsLast)
{
    /// <summary>The maximum size of the content of a chunk: a message of an attempt never waits long after one.</summary>
    public const int Most = 32 * 1024;

    /// <summary>The number of chunks on their way.</summary>
    public const int Window = 8;
}

/// <summary>The answer cannot be completed.</summary>
/// <param name="Number">The number of the request.</param>
/// <param name="Why">The reason in words.</param>
public sealed record IntrospectionBroken(long Number, string Why);

/// <summary>The reader has taken one chunk.</summary>
/// <param name="Number">The number of the request.</param>
public sealed record IntrospectionTaken(long Number);

/// <summary>The reader needs no more of the answer.</summary>
/// <param name="Number">The number of the request.</param>
public sealed record IntrospectionCancelled(long Number);
