using Xunit;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>A program and the backend behind it, shared by the tests of a class.</summary>
public abstract class ProgramAndBackend : IAsyncLifetime
{
    /// <summary>Behind the program.</summary>
    public RecordingMailServer Recorder { get; } = new();

    /// <summary>Under test.</summary>
    public GreyActorsProcess Program { get; private set; } = null!;

    /// <summary>What the program is started with.</summary>
    protected virtual GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) => configuration;

    /// <inheritdoc/>
    public async Task InitializeAsync() => Program = await GreyActorsProcess.Start(Configure(GreyActorsConfiguration.RelayingTo(Recorder.Port)));

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        // Null when it did not start.
        if (Program is not null)
            await Program.DisposeAsync();

        await Recorder.DisposeAsync();
    }

    /// <summary>A client that has said EHLO, and that is let through without greylisting.</summary>
    public Task<SmtpClientSocket> AllowedClient() => SmtpClientSocket.Greeted(Program.SmtpPort, GreyActorsConfiguration.AllowedSender);

    /// <summary>A client that has said EHLO, and that is greylisted.</summary>
    public Task<SmtpClientSocket> Stranger() => SmtpClientSocket.Greeted(Program.SmtpPort);
}
