namespace GreyActors.Core.Reputation;

/// <summary>The result of SPF for a client and a sender.</summary>
/// <param name="Result">The result.</param>
/// <param name="Domain">The domain that was checked, in lower case and A-labels; empty if the sender has no valid domain. The client chose it.</param>
public sealed record SpfEvidence(SpfResult Result, string Domain);

/// <summary>The results of SPF (RFC 7208 2.6).</summary>
public enum SpfResult
{
    /// <summary>There is no valid domain, or it has no record.</summary>
    None,

    /// <summary>The domain says nothing about the client.</summary>
    Neutral,

    /// <summary>The client may send for the domain.</summary>
    Pass,

    /// <summary>The client may not send for the domain.</summary>
    Fail,

    /// <summary>The client probably may not send for the domain.</summary>
    SoftFail,

    /// <summary>A look-up failed, or the evaluation took too long.</summary>
    TempError,

    /// <summary>The record is invalid, or needs too many look-ups.</summary>
    PermError,
}
