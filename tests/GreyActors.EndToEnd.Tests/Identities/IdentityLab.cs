using System.Text.Json;
using GreyActors.EndToEnd.Tests.Harness;
using GreyActors.EndToEnd.Tests.Reload;
using GreyActors.Tests.Shared.Dns;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Identities;

/// <summary>A program, its backend, and a real name server with the organisations of <see cref="Records"/>; shared by the classes of a collection.</summary>
public class IdentityLab : IAsyncLifetime
{
    private NsdServer _dns = null!;
    private ReloadingProgram _reloading = null!;
    private int _port;

    /// <summary>The backend.</summary>
    public RecordingMailServer Recorder { get; } = new();

    /// <summary>Under test.</summary>
    public GreyActorsProcess Program => _reloading.Program;

    /// <summary>The port for announced clients.</summary>
    public int Port => _port;

    /// <summary>Lines of a zone file.</summary>
    protected virtual string Records => LabZone.Records;

    /// <summary>The configuration of the last start or reload.</summary>
    protected GreyActorsConfiguration Configuration => _reloading.Configuration;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _dns = await NsdServer.Start(Records);
        _reloading = await ReloadingProgram.Start(Configure(GreyActorsConfiguration.RelayingTo(Recorder.Port)
            .WithAnnouncedClients(out _port)
            .With("greylisting.initial-delay", "300ms")
            .WithResolver(_dns.EndPoint)
            .With("reputation.max-wait", "20s")));
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_reloading is not null)
            await _reloading.DisposeAsync();
        if (_dns is not null)
            await _dns.DisposeAsync();
        await Recorder.DisposeAsync();
    }

    /// <summary>A forward-path of its own.</summary>
    public static string NewRecipient() => $"{Guid.NewGuid():N}@example.test";

    /// <summary>A client that has said EHLO and MAIL.</summary>
    public Task<SmtpClientSocket> Begin(string address, string helo, string from) => AnnouncedClient.Begin(Port, address, helo, from);

    /// <summary>One attempt; the reply must begin with <paramref name="code"/>.</summary>
    public async Task Attempt(string address, string helo, string from, string to, string code) =>
        Assert.StartsWith(code, await AnnouncedClient.Attempt(Port, address, helo, from, to), StringComparison.Ordinal);

    /// <summary>The first attempt, which is deferred, and the wait of its client: this client would pass then. No other client has tried.</summary>
    public async Task FirstAttempt(string address, string helo, string from, string to)
    {
        await Attempt(address, helo, from, to, "451 4.7.1");
        await Eventually.Holds($"the mail for {to} has waited", async () => Word(await Explain(address, helo, from, to), "status") == "accepted");
    }

    /// <summary>The only retry, which passes; returns the identity that had waited.</summary>
    public async Task<string> RetryThatPasses(string address, string helo, string from, string to)
    {
        using var client = await Begin(address, helo, from);
        await client.Say($"RCPT TO:<{to}>", "250");
        await client.Say("DATA", "354");
        await client.SendBytes("Subject: x\r\n\r\nx\r\n.\r\n");
        await client.Expect("250");
        await Recorder.MessageFor(to);
        return Word(await Decision(to, "accepted"), "by");
    }

    /// <summary>An answer of the introspection.</summary>
    public Task<JsonElement> Get(string path) => _reloading.Introspection.Get(path);

    /// <summary>The metrics now.</summary>
    public async Task<Metrics> Metrics() => new(await _reloading.Introspection.Text("/metrics"));

    /// <summary>The check of the DNS in <c>/readyz</c>.</summary>
    public async Task<JsonElement> DnsCheck() =>
        (await Get("/readyz")).GetProperty("checks").EnumerateArray().Single(check => Word(check, "name") == "dns");

    /// <summary>The answer of <c>/api/explain</c>.</summary>
    public Task<JsonElement> Explain(string address, string helo, string from, string to) =>
        Get($"/api/explain?client={address}&helo={Uri.EscapeDataString(helo)}&from={Uri.EscapeDataString(from)}&to={Uri.EscapeDataString(to)}");

    /// <summary>The decision about a recipient with this status.</summary>
    public async Task<JsonElement> Decision(string to, string status)
    {
        JsonElement found = default;
        await Eventually.Holds($"the decision about {to}", async () =>
        {
            found = (await Get("/api/decisions?limit=1000")).GetProperty("decisions").EnumerateArray()
                .FirstOrDefault(decision => Word(decision, "to") == to && Word(decision, "status") == status);
            return found.ValueKind == JsonValueKind.Object;
        });
        return found;
    }

    /// <summary>Completes the configuration of the first start.</summary>
    protected virtual GreyActorsConfiguration Configure(GreyActorsConfiguration configuration) => configuration
        .With("greylisting.listed-delay", "1h")
        .With("reputation.allow-lists", "[\"allow.lists.example=127.0.0.[2..9]\"]")
        .With("reputation.deny-lists", "[\"deny.lists.example=127.0.0.[2..9]\"]");

    /// <summary>Changes the configuration of the running program.</summary>
    protected Task Reload(GreyActorsConfiguration configuration) => _reloading.Reload(_ => configuration);

    /// <summary>Changes the configuration file for the next start.</summary>
    protected Task Write(GreyActorsConfiguration configuration) => _reloading.Write(_ => configuration);

    /// <summary>A field that is a text.</summary>
    public static string Word(JsonElement json, string field) => json.GetProperty(field).GetString() ?? "";

    /// <summary>The identities with their evidence: <c>identity: evidence</c>.</summary>
    public static string[] Identities(JsonElement shown) =>
        [.. shown.GetProperty("identified").GetProperty("identities").EnumerateArray().Select(one => $"{Word(one, "identity")}: {Word(one, "evidence")}")];

    /// <summary>The DNS lists that contain the client, in words.</summary>
    public static string[] Lists(JsonElement shown) =>
        [.. shown.GetProperty("identified").GetProperty("lists").EnumerateArray().Select(one => one.GetString()!)];

    /// <summary>The look-ups that prove no identity, in words.</summary>
    public static string[] Unproven(JsonElement shown) =>
        [.. shown.GetProperty("identified").GetProperty("unproven").EnumerateArray().Select(one => one.GetString()!)];
}
