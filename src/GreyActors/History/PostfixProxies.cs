namespace GreyActors.History;

/// <summary>The clients of Postfix's smtpd processes that pass mail to a filter before they queue it (<c>smtpd_proxy_filter</c>).</summary>
/// <remarks>A process has one client at a time.</remarks>
internal sealed class PostfixProxies
{
    private const int Most = 1000;

    private readonly Dictionary<string, (LogHost Client, bool IsOwnUser)> _byProcess = new(StringComparer.Ordinal);

    /// <summary>A process has a client from now on.</summary>
    public void Begin(in SyslogMessage message, LogHost client, bool isOwnUser)
    {
        // Processes end without a line; their numbers are used again.
        if (_byProcess.Count >= Most)
            _byProcess.Clear();
        _byProcess[KeyOf(message)] = (client, isOwnUser);
    }

    /// <summary>The client of a process; null if it is unknown.</summary>
    public (LogHost Client, bool IsOwnUser)? Find(in SyslogMessage message) => _byProcess.TryGetValue(KeyOf(message), out var found) ? found : null;

    private static string KeyOf(in SyslogMessage message) => $"{message.Host} {message.Program} {message.Process}";
}
