namespace GreyActors.Core.Policy;

/// <summary>The action that Postfix gets for a recipient that is deferred (Postfix: access(5)).</summary>
public enum ActionOnDeferral
{
    /// <summary>DEFER_IF_PERMIT: later restrictions of Postfix may still refuse the recipient permanently.</summary>
    DeferIfPermit,

    /// <summary>DEFER: the recipient is deferred at once, with Postfix's access_map_defer_code.</summary>
    Defer,

    /// <summary>The reply with its code: the recipient is deferred at once.</summary>
    Reply,
}
