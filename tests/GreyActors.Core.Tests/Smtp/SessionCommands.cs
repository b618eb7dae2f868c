using GreyActors.Core.Smtp;

namespace GreyActors.Core.Tests.Smtp;

/// <summary>Sends commands to a session.</summary>
internal static class SessionCommands
{
    public static SessionStep Handle(this SmtpSession session, SmtpCommand command, SessionRules rules, bool moreWaiting = false) =>
        session.On(new SessionEvent.CommandReceived(command, moreWaiting), rules);
}
