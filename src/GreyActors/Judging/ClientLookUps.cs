using System.Net;
using Akka.Actor;
using GreyActors.Core.Reputation;
using GreyActors.Reputation;

namespace GreyActors.Judging;

/// <summary>The look-ups about one client: each starts as soon as its question is known, and only once.</summary>
/// <remarks>
/// A part of the <see cref="RecipientJudge"/>. The answers, <see cref="LookedUp"/>, go to the door's actor. Further recipients and mails repeat no
/// look-up; another HELO name or reverse-path starts only the look-ups that depend on it, and none while too many are open.
/// </remarks>
internal sealed class ClientLookUps(IActorRef owner)
{
    // A session may change its HELO name and reverse-path faster than look-ups end, and nothing else limits their number.
    private const int MostOpen = 16;

    private readonly List<LookUp> _awaited = [];

    // Open look-ups that a recipient has waited for in vain. Their answers still count for the next one.
    private readonly List<LookUp> _late = [];

    private IPAddress? _client;
    private string _helo = "";
    private string? _reversePath;

    // Look-ups about one client without a reply yet, those included that nobody needs any more. A connection of Postfix serves many clients in turn:
    // slow look-ups about one must not take those of the next.
    private int _open;
    private IPAddress? _openFor;

    /// <summary>What is known so far.</summary>
    public ClientEvidence Evidence { get; private set; } = ClientEvidence.None;

    /// <summary>Whether an answer is worth waiting for.</summary>
    public bool IsAwaited => _awaited.Count > 0;

    /// <summary>Starts every look-up that is possible now and has not started.</summary>
    /// <param name="reputation">Accepts <see cref="LookUp"/>.</param>
    /// <param name="usesLists">Whether DNS lists are configured.</param>
    /// <param name="client">The client's address.</param>
    /// <param name="helo">The name in HELO or EHLO; empty before that.</param>
    /// <param name="reversePath">Without angle brackets, empty for the null reverse-path; null before MAIL.</param>
    public void Start(IActorRef reputation, bool usesLists, IPAddress client, string helo, string? reversePath)
    {
        if (!client.Equals(_client))
        {
            Clear();
            _client = client;
            if (!client.Equals(_openFor))
                (_openFor, _open) = (client, 0);
            Start(reputation, new LookUp.ReverseName(client));
            if (usesLists)
                Start(reputation, new LookUp.Lists(client));
        }

        if (helo.Length > 0 && helo != _helo)
        {
            // SPF depends on the HELO name, at least for the null reverse-path.
            (_helo, _reversePath) = (helo, null);
            Evidence = Evidence with { HeloName = null, Spf = null };
            Drop(question => question is LookUp.HeloName or LookUp.Spf);
            Start(reputation, new LookUp.HeloName(client, helo));
        }

        if (reversePath is not null && reversePath != _reversePath)
        {
            _reversePath = reversePath;
            Evidence = Evidence with { Spf = null };
            Drop(question => question is LookUp.Spf);
            Start(reputation, new LookUp.Spf(client, _helo, reversePath));
        }
    }

    /// <summary>True if the message answers an open look-up.</summary>
    public bool Accepts(LookedUp answer)
    {
        if (_open > 0 && answer.Question.Client.Equals(_openFor))
            _open--;
        if (!_awaited.Remove(answer.Question) && !_late.Remove(answer.Question))
            return false;
        Evidence = Evidence.With(answer.Evidence);
        return true;
    }

    /// <summary>Stops waiting for the look-ups that are open now: they have no answer until it comes.</summary>
    public void StopWaiting()
    {
        foreach (var question in _awaited)
            Evidence = Evidence.With(LookedUp.WithoutAnswer(question).Evidence);
        _late.AddRange(_awaited);
        _awaited.Clear();
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _awaited.Clear();
        _late.Clear();
        (_client, _helo, _reversePath, Evidence) = (null, "", null, ClientEvidence.None);
    }

    private void Start(IActorRef reputation, LookUp question)
    {
        // Without this look-up, the client has an identity less until its next HELO or MAIL.
        if (_open >= MostOpen)
            return;
        _open++;
        _awaited.Add(question);
        reputation.Tell(question, owner);
    }

    private void Drop(Predicate<LookUp> which)
    {
        _awaited.RemoveAll(which);
        _late.RemoveAll(which);
    }
}
