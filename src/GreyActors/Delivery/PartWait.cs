using System.Runtime.CompilerServices;
using GreyActors.Components;

namespace GreyActors.Delivery;

/// <summary>What a part of the session waits for: a function that receives the next message, shown by its name on the session's nameplate.</summary>
/// <remarks>The counterpart of <see cref="Component"/>'s behaviours for a part of an actor.</remarks>
internal sealed class PartWait(Nameplate nameplate)
{
    private static readonly Func<object, PartStep> Nothing = _ => PartStep.Unexpected.Instance;

    private Func<object, PartStep> _wait = Nothing;

    /// <summary>Hands a message to the current wait.</summary>
    public PartStep Receive(object message) => _wait(message);

    /// <summary>Waits for nothing. The objects of the ended wait, such as a mail transaction with all its recipients, can be freed.</summary>
    public void End() => _wait = Nothing;

    /// <summary>Waits with <paramref name="wait"/> from now on.</summary>
    public PartStep For(Func<object, PartStep> wait, [CallerArgumentExpression(nameof(wait))] string name = "")
    {
        nameplate.Show(name);
        _wait = wait;
        return PartStep.Waiting.Instance;
    }
}
