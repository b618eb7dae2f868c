using System.Net;

namespace GreyActors.Core.Relaying;

/// <summary>The network for which a place counts.</summary>
/// <param name="Network">The client's network.</param>
/// <param name="IsExempt">Whether it is exempt from its share.</param>
public readonly record struct PlaceHolder(IPNetwork Network, bool IsExempt);
