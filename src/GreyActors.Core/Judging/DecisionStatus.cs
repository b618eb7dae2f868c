namespace GreyActors.Core.Judging;

/// <summary>The outcome of a recipient.</summary>
public enum DecisionStatus
{
    /// <summary>The judge lets it pass. In the decision log: the backend has accepted it, too.</summary>
    Accepted,

    /// <summary>The client must retry later.</summary>
    Deferred,

    /// <summary>Refused permanently, by us or by the backend.</summary>
    Refused,

    /// <summary>A temporary failure: of the backend, or of our own resources.</summary>
    Failed,
}
