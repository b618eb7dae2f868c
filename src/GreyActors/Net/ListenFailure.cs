namespace GreyActors.Net;

/// <summary>Why an address cannot be opened.</summary>
/// <param name="Why">The reason in words.</param>
/// <param name="Kind">Whether it may become possible.</param>
internal sealed record ListenFailure(string Why, ListenFailureKind Kind = ListenFailureKind.PerhapsLater);
