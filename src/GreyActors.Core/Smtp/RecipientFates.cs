using System.Collections.Immutable;

namespace GreyActors.Core.Smtp;

/// <summary>Folds the replies of LMTP, one for each recipient (RFC 2033 4.2), into the one that SMTP has for the mail data.</summary>
public static class RecipientFates
{
    /// <summary>Says what the client hears; there is at least one reply.</summary>
    /// <remarks>
    /// The client may forget the mail only when all recipients have it, and may give it up only when all have refused it. In between it keeps
    /// the mail and sends it again. A 250 would lose the mail of those who refused it; a 5yz would have it bounce for those who have it.
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
