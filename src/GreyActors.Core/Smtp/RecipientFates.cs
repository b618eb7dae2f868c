using System.Collections.Immutable;

namespace GreyActors.Core.Smtp;

/// <summary>Combines the replies of LMTP, one for each recipient (RFC 2033 4.2), into the single reply of SMTP.</summary>
public static class RecipientFates
{
    /// <summary>The reply to the client; there must be at least one LMTP reply.</summary>
    /// <remarks>
    /// The client may delete the mail only if all recipients have it, and may return it only if all have refused it. Otherwise it keeps the mail and
    /// retries. A 250 would lose the mail of the recipients that refused it; a 5yz would bounce it for those that have it.
    /// </remarks>
    public static RelayStep Fold(ImmutableArray<SmtpReply> fates)
    {
        if (fates.All(fate => fate.IsPositive))
            return new RelayStep.Delivered(fates[0]);
        if (fates.All(fate => fate.IsPermanent) || fates.All(fate => fate.IsTransient))
            return new RelayStep.Failed(fates[0]);
        return new RelayStep.Divided(fates.FirstOrDefault(fate => fate.IsTransient) ?? SmtpReplies.NotAllTookIt, fates);
    }
}
