namespace GreyActors.Core.Relaying;

/// <summary>The state of a <see cref="Place{TOwner}"/>.</summary>
public enum PlaceState
{
    /// <summary>Its owner waits for it.</summary>
    Awaited,

    /// <summary>Its owner has it and uses it.</summary>
    Taken,

    /// <summary>Its owner has it but makes too little progress: it is revoked if others wait.</summary>
    Revocable,

    /// <summary>Others wait, and its owner must return it.</summary>
    Revoked,

    /// <summary>Its owner has returned it, or has stopped waiting for it.</summary>
    GivenBack,
}
