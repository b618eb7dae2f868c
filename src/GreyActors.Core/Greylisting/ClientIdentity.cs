namespace GreyActors.Core.Greylisting;

/// <summary>Under what a client is known to the greylist, for example <c>192.0.2.0/24</c>.</summary>
public readonly record struct ClientIdentity(string Text);
