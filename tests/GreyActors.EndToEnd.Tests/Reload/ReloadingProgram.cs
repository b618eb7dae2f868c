using System.Text.Json;
using GreyActors.EndToEnd.Tests.Harness;

namespace GreyActors.EndToEnd.Tests.Reload;

/// <summary>A program whose configuration changes during operation.</summary>
public sealed class ReloadingProgram : IAsyncDisposable
{
    private ReloadingProgram(GreyActorsProcess program, GreyActorsConfiguration configuration)
    {
        Program = program;
        Configuration = configuration;
        Introspection = new Introspection(program);
    }

    public GreyActorsProcess Program { get; }

    public Introspection Introspection { get; }

    /// <summary>The last configuration of <see cref="Write"/>.</summary>
    public GreyActorsConfiguration Configuration { get; private set; }

    public static async Task<ReloadingProgram> Start(GreyActorsConfiguration configuration) =>
        new(await GreyActorsProcess.Start(configuration), configuration);

    /// <summary>Writes the configuration file in place, without a reload request.</summary>
    public Task Write(Func<GreyActorsConfiguration, GreyActorsConfiguration> change)
    {
        Configuration = change(Configuration);
        return File.WriteAllTextAsync(Program.ConfigurationFile, Program.TextOf(Configuration));
    }

    /// <summary>Changes the configuration and sends SIGHUP; returns the outcome.</summary>
    public Task<JsonElement> Reload(Func<GreyActorsConfiguration, GreyActorsConfiguration> change) => Outcome(async () =>
    {
        await Write(change);
        Program.Signal("HUP");
    });

    /// <summary>Triggers a reload; returns its outcome from <c>/api/config</c>.</summary>
    public async Task<JsonElement> Outcome(Func<Task> happens)
    {
        var before = (await LastReload()).GetRawText();
        await happens();
        JsonElement last = default;
        await Eventually.Holds("the configuration was read again", async () => (last = await LastReload()).GetRawText() != before);
        return last;
    }

    /// <summary>The same for a synchronous trigger.</summary>
    public Task<JsonElement> Outcome(Action happens) => Outcome(() =>
    {
        happens();
        return Task.CompletedTask;
    });

    /// <summary>The active value.</summary>
    public async Task<string> ActiveValue(string key) => (await Introspection.Get("/api/config")).GetProperty("values").EnumerateArray()
        .Single(value => value.GetProperty("key").GetString() == $"grey-actors.{key}").GetProperty("value").GetString()!;

    /// <summary>The keys that need a restart.</summary>
    public async Task<IReadOnlyList<string>> AwaitingRestart() =>
        [.. (await Introspection.Get("/api/config")).GetProperty("awaitingRestart").EnumerateArray().Select(change => change.GetProperty("key").GetString()!)];

    /// <summary>Runs <c>greyactors reload</c>.</summary>
    public CommandResult Command(params IEnumerable<string> arguments) => GreyActorsProcess.Command(
        ["reload", "--url", $"http://127.0.0.1:{Program.IntrospectionPort}", "--token-file", Program["var/introspection.token"], .. arguments]);

    public async ValueTask DisposeAsync()
    {
        Introspection.Dispose();
        await Program.DisposeAsync();
    }

    private async Task<JsonElement> LastReload() => (await Introspection.Get("/api/config")).GetProperty("lastReload");
}
