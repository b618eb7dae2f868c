namespace GreyActors.Cluster.Messages;

/// <summary>The bytes of a message are Protobuf, and contain a value that no machine sends.</summary>
public sealed class DamagedMessageException : Exception
{
    /// <summary>A damaged message.</summary>
    public DamagedMessageException()
    {
    }

    /// <summary>A damaged message, with the reason.</summary>
    public DamagedMessageException(string message)
        : base(message)
    {
    }

    /// <summary>A damaged message, with the reason and its cause.</summary>
    public DamagedMessageException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
