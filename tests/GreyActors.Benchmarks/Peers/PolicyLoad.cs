using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace GreyActors.Benchmarks.Peers;

/// <summary>Policy requests on persistent connections, as the processes of smtpd send them: a C program with one thread (Load/policyload.c), compiled here.</summary>
internal sealed class PolicyLoad
{
    private readonly string _program;

    public PolicyLoad(string folder)
    {
        _program = Path.Combine(folder, "policyload");
        Tool.Run(Tool.Path("cc"), "-O2", "-o", _program, Path.Combine(Tool.Repository(), "tests/GreyActors.Benchmarks/Load/policyload.c"));
    }

    /// <summary>Sends requests and waits for their answers.</summary>
    public PolicyLoadResult Run(int port, PolicyPlan plan)
    {
        (string Key, long Value)[] numbers =
        [
            ("-p", port), ("-c", plan.Connections), ("-n", plan.Requests), ("-O", plan.FirstTriplet), ("-i", PolicyPlan.Clients), ("-w", plan.PerSecond), ("-T", 120),
        ];
        var start = new ProcessStartInfo(_program, [.. numbers.SelectMany(one => new[] { one.Key, one.Value.ToString(CultureInfo.InvariantCulture) })])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return JsonSerializer.Deserialize<PolicyLoadResult>(output, JsonSerializerOptions.Web) ?? throw new InvalidOperationException("The clients reported nothing.");
    }
}

/// <summary>Which requests are sent.</summary>
/// <param name="Connections">The number of connections, each with one request at a time.</param>
/// <param name="Requests">The number of requests.</param>
/// <param name="FirstTriplet">The number of the first triplet; the same numbers are the same triplets.</param>
/// <param name="PerSecond">Requests per second, however long the answers take; 0: as fast as they are answered.</param>
internal sealed record PolicyPlan(int Connections, int Requests, long FirstTriplet, int PerSecond = 0)
{
    /// <summary>The number of clients, which take turns.</summary>
    public const int Clients = 500;
}

/// <summary>The answers. Times are milliseconds.</summary>
internal sealed record PolicyLoadResult(
    int Requests,
    [property: System.Text.Json.Serialization.JsonPropertyName("per_s")] double PerSecond,
    int Passed,
    int Deferred,
    int Failed,
    double P50,
    double P99);
