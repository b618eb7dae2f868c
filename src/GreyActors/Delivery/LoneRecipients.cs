using GreyActors.Core.Greylisting;
using GreyActors.Core.Smtp;

namespace GreyActors.Delivery;

/// <summary>
/// Recipients that did not accept a mail over LMTP that other recipients accepted. Their mails must come alone until one is accepted.
/// Shared by all policies; thread-safe.
/// </summary>
/// <remarks>
/// With one recipient per mail every reply would be exact, but a client would retry the others one by one, over days. So only recipients
/// that made a difference are separated, and each of them causes at most one duplicate.
/// </remarks>
/// <param name="max">The largest number of recipients. Beyond it all are forgotten, which costs each of them one duplicate.</param>
public sealed class LoneRecipients(int max = LoneRecipients.Most)
{
    private const int Most = 10_000;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _known = [];
    private volatile bool _some;

    /// <summary>Whether the mail of a recipient must come alone.</summary>
    public bool Contains(MailPath forwardPath)
    {
        // The set is usually empty, and every recipient is looked up.
        if (!_some)
            return false;
        var key = Key(forwardPath);
        lock (_gate)
            return _known.Contains(key);
    }

    /// <summary>Records that a recipient did not accept a mail that others accepted.</summary>
    public void Add(MailPath forwardPath)
    {
        var key = Key(forwardPath);
        lock (_gate)
        {
            if (_known.Count == max)
                _known.Clear();
            _known.Add(key);
            _some = true;
        }
    }

    /// <summary>Records that a recipient accepted a mail.</summary>
    public void Remove(MailPath forwardPath)
    {
        if (!_some)
            return;
        var key = Key(forwardPath);
        lock (_gate)
        {
            _known.Remove(key);
            _some = _known.Count > 0;
        }
    }

    private static string Key(MailPath forwardPath) => ForwardPathNormaliser.Normalise(forwardPath.Address);
}
