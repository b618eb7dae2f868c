using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests;

/// <summary>
/// Every stage of a relay with every fault: what the client gets and when, what the greylist log says, that
/// nothing was delivered, and that the mail is delivered once when the client sends it again.
/// </summary>
/// <remarks>
/// Impossible cases: a refused connection at any stage but the first, and any fault but refusal and silence at the first. A connection that is
/// reset during its establishment is either refused or closes at the banner. STARTTLS has its own rows in <see cref="RelayTlsTests"/>.
/// </remarks>
public sealed class RelayFailureMatrixTests(RelayFailureMatrixTests.Peers peers) : IClassFixture<RelayFailureMatrixTests.Peers>
{
    private const string NoConnection = "451 4.4.1 The destination mail server is not responding, please try again later";
    private const string BrokeOff = "451 4.4.2 Lost connection to the destination mail server, please try again later";
    private const string NotReady = "451 4.3.0 The destination mail server is not ready, please try again later";
    private const string Transient = "452 4.3.1 no room just now";
    private const string Permanent = "554 5.6.0 we do not want this";

    private static int _recipients;

    private readonly string _recipient = $"matrix{Interlocked.Increment(ref _recipients)}@example.test";

    /// <summary>The fault.</summary>
    public enum Fault
    {
        /// <summary>The connection is refused.</summary>
        Refused,

        /// <summary>The connection is reset.</summary>
        Reset,

        /// <summary>The connection is closed.</summary>
        Close,

        /// <summary>No reply arrives.</summary>
        Silence,

        /// <summary>The reply is 421.</summary>
        GoingDown,

        /// <summary>The reply is another 4yz.</summary>
        Transient,

        /// <summary>The reply is 5yz.</summary>
        Permanent,

        /// <summary>The text is not a reply.</summary>
        Garbage,
    }

    /// <summary>Stage, fault, the command at which the client gets the failure, and the reply.</summary>
    public static TheoryData<Stage?, Fault, string, string> Matrix => new()
    {
        // No stage: no connection is established.
        { null, Fault.Refused, "RCPT", NoConnection },
        { null, Fault.Silence, "RCPT", NoConnection },

        { Stage.Banner, Fault.Reset, "RCPT", BrokeOff },
        { Stage.Banner, Fault.Close, "RCPT", BrokeOff },
        { Stage.Banner, Fault.Silence, "RCPT", NoConnection },
        { Stage.Banner, Fault.GoingDown, "RCPT", NotReady },
        { Stage.Banner, Fault.Transient, "RCPT", NotReady },
        { Stage.Banner, Fault.Permanent, "RCPT", NotReady },
        { Stage.Banner, Fault.Garbage, "RCPT", NotReady },

        { Stage.Hello, Fault.Reset, "RCPT", BrokeOff },
        { Stage.Hello, Fault.Close, "RCPT", BrokeOff },
        { Stage.Hello, Fault.Silence, "RCPT", NoConnection },
        { Stage.Hello, Fault.GoingDown, "RCPT", NotReady },
        { Stage.Hello, Fault.Transient, "RCPT", NotReady },
        { Stage.Hello, Fault.Permanent, "RCPT", NotReady },
        { Stage.Hello, Fault.Garbage, "RCPT", NotReady },

        { Stage.Mail, Fault.Reset, "RCPT", BrokeOff },
        { Stage.Mail, Fault.Close, "RCPT", BrokeOff },
        { Stage.Mail, Fault.Silence, "RCPT", NoConnection },
        { Stage.Mail, Fault.GoingDown, "RCPT", BrokeOff },
        { Stage.Mail, Fault.Transient, "RCPT", Transient },
        { Stage.Mail, Fault.Permanent, "RCPT", Permanent },
        { Stage.Mail, Fault.Garbage, "RCPT", NotReady },

        { Stage.Recipient, Fault.Reset, "RCPT", BrokeOff },
        { Stage.Recipient, Fault.Close, "RCPT", BrokeOff },
        { Stage.Recipient, Fault.Silence, "RCPT", NoConnection },
        { Stage.Recipient, Fault.GoingDown, "RCPT", BrokeOff },
        { Stage.Recipient, Fault.Transient, "RCPT", Transient },
        { Stage.Recipient, Fault.Permanent, "RCPT", Permanent },
        { Stage.Recipient, Fault.Garbage, "RCPT", NotReady },

        { Stage.Data, Fault.Reset, "DATA", BrokeOff },
        { Stage.Data, Fault.Close, "DATA", BrokeOff },
        { Stage.Data, Fault.Silence, "DATA", BrokeOff },
        { Stage.Data, Fault.GoingDown, "DATA", BrokeOff },
        { Stage.Data, Fault.Transient, "DATA", Transient },
        { Stage.Data, Fault.Permanent, "DATA", Permanent },
        { Stage.Data, Fault.Garbage, "DATA", NotReady },

        { Stage.Content, Fault.Reset, "dot", BrokeOff },
        { Stage.Content, Fault.Close, "dot", BrokeOff },
        { Stage.Content, Fault.Silence, "dot", BrokeOff },
        { Stage.Content, Fault.GoingDown, "dot", BrokeOff },
        { Stage.Content, Fault.Transient, "dot", Transient },
        { Stage.Content, Fault.Permanent, "dot", Permanent },
        { Stage.Content, Fault.Garbage, "dot", NotReady },

        { Stage.EndOfData, Fault.Reset, "dot", BrokeOff },
        { Stage.EndOfData, Fault.Close, "dot", BrokeOff },
        { Stage.EndOfData, Fault.Silence, "dot", BrokeOff },
        { Stage.EndOfData, Fault.GoingDown, "dot", BrokeOff },
        { Stage.EndOfData, Fault.Transient, "dot", Transient },
        { Stage.EndOfData, Fault.Permanent, "dot", Permanent },
        { Stage.EndOfData, Fault.Garbage, "dot", NotReady },
    };

    [Fact]
    public void Every_possible_case_is_in_the_matrix_once()
    {
        var stages = Enum.GetValues<Stage>().Except([Stage.StartTls]).SelectMany(stage => Enum.GetValues<Fault>().Except([Fault.Refused]).Select(fault => ((Stage?)stage, fault)));
        Assert.Equal(
            stages.Prepend((null, Fault.Silence)).Prepend((null, Fault.Refused)),
            Matrix.Select(row => ((Stage?)row[0], (Fault)row[1])));
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task The_client_gets_the_failure_keeps_its_mail_and_can_send_it_again(Stage? stage, Fault fault, string at, string heard)
    {
        using var client = await peers.AllowedClient();
        using var repair = await Break(stage, fault);
        // Silence during mail data is visible only if the mail data is larger than all buffers.
        var (heardAt, said) = await Transaction(client, stage == Stage.Content ? 8_000_000 : 1_000);
        Assert.Equal(at, heardAt);
        // A connection that is reset at once may be closed before it is reported as established.
        Assert.Contains(said, stage == Stage.Banner && fault == Fault.Reset ? [heard, NoConnection] : new[] { heard });
        Assert.DoesNotContain(peers.Recorder.Delivered, message => message.IsFor(_recipient));
        await client.Say("RSET", "250");
        var line = await Eventually.Find("a line in the greylist log", () => peers.Program.GreylistLog().LastOrDefault(line => line.ForwardPaths == $"<{_recipient}>"));
        Assert.Equal(heard[0] == '5' ? "REJECTED" : "FAILED", line.Status);

        repair.Dispose();
        await peers.Program.Server(peers.Recorder.Port, "up");
        Assert.Equal(("dot", "250"), await Transaction(client, 1_000) is var (where, reply) ? (where, reply[..3]) : default);
        Assert.Single(peers.Recorder.Delivered, message => message.IsFor(_recipient));
    }

    private async Task<Repair> Break(Stage? stage, Fault fault)
    {
        if (stage is { } when)
        {
            peers.Recorder.Misbehave(when, fault switch
            {
                Fault.Reset => new Misbehaviour.Reset(),
                Fault.Close => new Misbehaviour.Close(),
                Fault.Silence when when == Stage.Content => new Misbehaviour.Hold(Task.Delay(Timeout.Infinite)),
                Fault.Silence => new Misbehaviour.Silence(),
                Fault.GoingDown => new Misbehaviour.Answer("421 4.3.2 going down"),
                Fault.Transient => new Misbehaviour.Answer(Transient),
                Fault.Permanent => new Misbehaviour.Answer(Permanent),
                Fault.Garbage => new Misbehaviour.Answer("what is this"),
                _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "cannot be here"),
            });
            return new Repair(peers.Recorder.Behave);
        }

        await peers.Recorder.Refuse();
        var deaf = fault == Fault.Silence ? await DeafListener.At(peers.Recorder.Port) : null;
        return new Repair(() =>
        {
            deaf?.Dispose();
            peers.Recorder.Welcome();
        });
    }

    /// <summary>Sends a mail as far as possible; returns the stage at which it failed, and the reply.</summary>
    private async Task<(string At, string Heard)> Transaction(SmtpClientSocket client, int length)
    {
        await client.Say("MAIL FROM:<a@example.net>", "250");
        if (await client.Say($"RCPT TO:<{_recipient}>") is { Code: not 250 } recipientRefused)
            return ("RCPT", recipientRefused.Text);
        if (await client.Say("DATA") is { Code: not 354 } dataRefused)
            return ("DATA", dataRefused.Text);
        await client.SendBytes(string.Concat(Enumerable.Repeat("0123456789\r\n", length / 12)) + ".\r\n");
        return ("dot", (await client.Reply()).Text);
    }

    /// <summary>One program with short time limits and one backend for all tests.</summary>
    public sealed class Peers : ProgramAndBackend
    {
        /// <inheritdoc/>
        protected override GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) => configuration
            .With("relay.connect-timeout", "1s")
            .With("relay.reply-timeout", "1s")
            .With("relay.data-block-timeout", "1s")
            .With("relay.end-of-data-timeout", "1s")
            .With("relay.probe-interval", "1s");
    }

    /// <summary>Repairs the fault, once.</summary>
    private sealed class Repair(Action repair) : IDisposable
    {
        private Action? _repair = repair;

        /// <inheritdoc/>
        public void Dispose()
        {
            _repair?.Invoke();
            _repair = null;
        }
    }
}
