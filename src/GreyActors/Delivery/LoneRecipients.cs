using GreyActors.Core.Greylisting;
using GreyActors.Core.Smtp;

namespace GreyActors.Delivery;

/// <summary>
/// Recipients whose LMTP server did not take a mail that others took with them, so that each of their mails comes alone until one was taken;
/// shared by all policies, and safe to be.
/// </summary>
/// <remarks>
/// Where every mail had one recipient only, the reply to it would always be exact; but a client that keeps the others comes back for them one by
/// one, over days. So only those are held apart who made a difference, and a mail is delivered twice once at most for each of them.
/// </remarks>
/// <param name="max">How many are remembered; beyond it all are forgotten, which costs each of them one mail that is delivered twice.</param>
public sealed class LoneRecipients(int max = LoneRecipients.Most)
{
    private const int Most = 10_000;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _known = [];
    private volatile bool _some;

    /// <summary>Its mail must come alone.</summary>
    public bool Contains(MailPath forwardPath)
    {
        // Nobody is in it most of the time, and every recipient is looked for.
        if (!_some)
            return false;
        var key = Key(forwardPath);
        lock (_gate)
            return _known.Contains(key);
    }

    /// <summary>It did not take a mail that others took.</summary>
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

    /// <summary>It took a mail.</summary>
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
