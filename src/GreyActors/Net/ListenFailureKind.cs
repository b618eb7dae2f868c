namespace GreyActors.Net;

/// <summary>Whether an address may become available.</summary>
public enum ListenFailureKind
{
    /// <summary>The address is in use, or not local yet.</summary>
    PerhapsLater,

    /// <summary>The kernel does not support such addresses (IPv6), so no client could connect.</summary>
    FamilyIsMissing,

    /// <summary>The path of a UNIX socket cannot be used: the operator must correct it.</summary>
    Permanent,
}
