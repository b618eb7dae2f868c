namespace GreyActors.Core.Judging;

/// <summary>A protocol that clients use.</summary>
public enum Door
{
    /// <summary>SMTP and LMTP sessions, whose mail goes to a backend.</summary>
    Smtp,

    /// <summary>Postfix's policy protocol: Postfix reports its clients, and decides which domains and recipients exist.</summary>
    PostfixPolicy,
}
