using GreyActors.Core.Policy;

namespace GreyActors.Configuration;

/// <summary>Section <c>postfix-policy</c>.</summary>
/// <param name="ActionOnDeferral">The action for a deferred recipient.</param>
/// <param name="InactivityTimeout">How long a connection may be idle.</param>
public sealed record PostfixPolicySettings(ActionOnDeferral ActionOnDeferral, TimeSpan InactivityTimeout)
{
    /// <summary>The settings of a program without such listeners.</summary>
    public static readonly PostfixPolicySettings Default = new(ActionOnDeferral.DeferIfPermit, TimeSpan.FromMinutes(10));
}
