namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>The stage of a session at which a <see cref="RecordingMailServer"/> misbehaves.</summary>
public enum Stage
{
    /// <summary>The greeting.</summary>
    Banner,

    /// <summary>The reply to EHLO or HELO.</summary>
    Hello,

    /// <summary>The reply to STARTTLS; the right one is a refusal, for it knows no TLS.</summary>
    StartTls,

    /// <summary>The reply to MAIL.</summary>
    Mail,

    /// <summary>The reply to RCPT.</summary>
    Recipient,

    /// <summary>The reply to DATA.</summary>
    Data,

    /// <summary>While mail data comes in, after the 354.</summary>
    Content,

    /// <summary>The reply to the final dot.</summary>
    EndOfData,
}

/// <summary>What a <see cref="RecordingMailServer"/> does instead of the right thing.</summary>
public abstract record Misbehaviour
{
    private Misbehaviour()
    {
    }

    /// <summary>It says this, whatever it is, with CRLF behind it; in <see cref="Stage.Content"/> before any mail data came.</summary>
    public sealed record Answer(string Text) : Misbehaviour;

    /// <summary>It never says anything.</summary>
    public sealed record Silence : Misbehaviour;

    /// <summary>It closes the connection; in <see cref="Stage.Content"/> after so many bytes.</summary>
    public sealed record Close(int After = 0) : Misbehaviour;

    /// <summary>It resets the connection; in <see cref="Stage.Content"/> after so many bytes.</summary>
    public sealed record Reset(int After = 0) : Misbehaviour;

    /// <summary>It thinks until it is released, and then does the right thing; in <see cref="Stage.Content"/> it does not read so long.</summary>
    public sealed record Hold(Task Released) : Misbehaviour;

    /// <summary>It says this and no line end, and then nothing.</summary>
    public sealed record Unfinished(string Text) : Misbehaviour;

    /// <summary>It says this and a line end, and to whatever comes then it says that, and closes.</summary>
    public sealed record Derail(string Text, string Then) : Misbehaviour;

    /// <summary>It says this line again and again, until the other side has gone.</summary>
    public sealed record Flood(string Line) : Misbehaviour;

    /// <summary>It gives the right answer byte by byte, with a pause before each.</summary>
    public sealed record Drip(TimeSpan Pause) : Misbehaviour;
}
