using System.Net;

namespace GreyActors.Core.Relaying;

/// <summary>The network for which a place counts.</summary>
/// <param name="Network">The client's network.</param>
/// <param name="IsExempt">Its share does not bind it.</param>
public readonly record struct PlaceHolder(IPNetwork Network, bool IsExempt);
