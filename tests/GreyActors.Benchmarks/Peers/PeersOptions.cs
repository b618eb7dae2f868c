using System.Globalization;

namespace GreyActors.Benchmarks.Peers;

/// <summary>How much is measured.</summary>
/// <param name="Quick">A tenth of the work, for development: two concurrencies, one round.</param>
/// <param name="Program">The folder with the published program; null: it is published first.</param>
/// <param name="Clients">How many at the same time; null: one, twenty, and so on up to 2000.</param>
/// <param name="Output">The folder into which tables, JSON and plot are written.</param>
/// <param name="Identities">Only our program, with and without look-ups in the DNS.</param>
/// <param name="Policy">The policy servers of Postfix: our program beside postgrey.</param>
internal sealed record PeersOptions(bool Quick, string? Program, int? Clients, string Output, bool Identities = false, bool Policy = false)
{
    /// <summary>Clients at the same time.</summary>
    public IReadOnlyList<int> Concurrencies => Clients is { } clients ? [clients] : Quick ? [20, 500] : [1, 20, 100, 500, 2000];

    /// <summary>How often each case is played.</summary>
    public int Rounds => Quick ? 1 : 3;

    /// <summary>Sessions before anything is measured, of each kind, with those that are compiled while they run.</summary>
    public int WarmUp => Quick ? 5000 : 30_000;

    /// <summary>Sessions of one round.</summary>
    public static int SessionsFor(int concurrency) => concurrency switch
    {
        1 => 400,
        < 500 => 2000,
        _ => Math.Max(2500, 2 * concurrency),
    };

    /// <summary>Reads the arguments; null when they are none.</summary>
    public static PeersOptions? Parse(string[] arguments)
    {
        var options = new PeersOptions(Quick: false, Program: null, Clients: null, Path.Combine(Tool.Repository(), "TestResults/peers"));
        while (arguments.Length > 0)
        {
            switch (arguments)
            {
                case ["--quick", .. var rest]:
                    (options, arguments) = (options with { Quick = true }, rest);
                    break;
                case ["--identities", .. var rest]:
                    (options, arguments) = (options with { Identities = true }, rest);
                    break;
                case ["--policy", .. var rest]:
                    (options, arguments) = (options with { Policy = true }, rest);
                    break;
                case ["--program", var program, .. var rest]:
                    (options, arguments) = (options with { Program = Path.GetFullPath(program) }, rest);
                    break;
                case ["--clients", var number, .. var rest] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var clients) && clients > 0:
                    (options, arguments) = (options with { Clients = clients }, rest);
                    break;
                case ["--output", var output, .. var rest]:
                    (options, arguments) = (options with { Output = Path.GetFullPath(output) }, rest);
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
