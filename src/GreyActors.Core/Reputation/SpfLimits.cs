namespace GreyActors.Core.Reputation;

/// <summary>The limits of one evaluation (RFC 7208 4.6.4), and what it has used of them.</summary>
internal sealed class SpfLimits
{
    /// <summary>The largest record and the largest explanation, in octets. The RFC has no limit, but the DNS carries 64 KB.</summary>
    public const int MaxTextLength = 4096;

    /// <summary>The MX hosts of one <c>mx</c>: more are an error.</summary>
    public const int MaxExchangers = 10;

    /// <summary>The reverse names of a client: more are ignored.</summary>
    public const int MaxClientNames = 10;

    /// <summary>The most questions of one evaluation: the record, ten <c>mx</c> with all their hosts, the names of the client, the explanation.</summary>
    public const int MaxQuestions = 1 + (MaxTerms * (1 + MaxExchangers)) + (1 + MaxClientNames) + 1;

    private const int MaxTerms = 10;
    private const int MaxVoids = 2;

    private int _terms;
    private int _voids;

    /// <summary>
    /// Counts a term that needs the DNS (include, a, mx, ptr, exists, redirect); false if it is one too many. Included records share the limit.
    /// </summary>
    public bool CountTerm() => ++_terms <= MaxTerms;

    /// <summary>Counts an answer without records; false if it is one too many.</summary>
    public bool CountVoid() => ++_voids <= MaxVoids;
}
