using Akka.Event;
using Akka.IO;

namespace GreyActors.Net;

/// <summary>The operating system has accepted the encrypted bytes.</summary>
internal sealed class CipherWritten : Tcp.Event, IDeadLetterSuppression
{
    /// <summary>The one instance.</summary>
    public static readonly CipherWritten Instance = new();
}
