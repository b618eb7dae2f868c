using Akka.Event;
using Akka.IO;

namespace GreyActors.Net;

/// <summary>The connection's word that what was encrypted is with the operating system.</summary>
internal sealed class CipherWritten : Tcp.Event, IDeadLetterSuppression
{
    /// <summary>The one instance.</summary>
    public static readonly CipherWritten Instance = new();
}
