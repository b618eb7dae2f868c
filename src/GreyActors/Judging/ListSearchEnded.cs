using GreyActors.Core.Access;

namespace GreyActors.Judging;

/// <summary>A search of the access lists on another thread has ended. The actor that owns the <see cref="RecipientJudge"/> hands it to the judge.</summary>
/// <param name="Search">The search; a result of an earlier one is ignored.</param>
/// <param name="Failure">The exception that ended it; null if there is a ruling.</param>
public sealed record ListSearchEnded(object Search, AccessRuling Ruling, Exception? Failure = null);
