using System.Collections.Immutable;
using System.CommandLine;
using GreyActors.Components;
using GreyActors.Replay;

namespace GreyActors.Cli;

/// <summary>The part of the history that is replayed, and the part before it that is learnt.</summary>
/// <param name="Messages">The messages to replay.</param>
/// <param name="Learnt">The messages to learn from; null without <c>--learn</c>.</param>
/// <param name="From">The time at which the site starts.</param>
/// <param name="Until">The first time after the messages; null for the end of the history.</param>
internal sealed record ReplayWindow(ImmutableArray<ReplayMessage> Messages, ImmutableArray<ReplayMessage>? Learnt, DateTimeOffset From, DateTimeOffset? Until)
{
    /// <summary>The parts that the options name.</summary>
    /// <exception cref="CommandRefusedException">A time is wrong, or no message is left.</exception>
    public static ReplayWindow Of(ParseResult given, ReplayOptions options, ReplayHistory history)
    {
        var learn = ReplayUsage.TimeOf("--learn", given.GetValue(options.Learn), history.Begin);
        var from = ReplayUsage.TimeOf("--from", given.GetValue(options.From), history.Begin) ?? learn ?? history.Begin;
        var until = ReplayUsage.TimeOf("--until", given.GetValue(options.Until), history.Begin);
        if (learn > from)
            throw new CommandRefusedException(ExitCode.Usage, "--from is before the end of --learn: a site cannot learn from its future");
        var messages = history.Between(from, until ?? long.MaxValue);
        return messages.IsEmpty
            ? throw new CommandRefusedException(ExitCode.Usage, "no message begins in the period of --from or --learn, and --until")
            : new ReplayWindow(
                messages,
                learn is { } end ? history.Between(long.MinValue, end) : null,
                DateTimeOffset.FromUnixTimeMilliseconds(from),
                until is { } last ? DateTimeOffset.FromUnixTimeMilliseconds(last) : null);
    }
}
