using GreyActors.History;

namespace GreyActors.Cli;

/// <summary>The arguments of <c>greyactors learn maillog</c>.</summary>
/// <param name="Files">The logs.</param>
/// <param name="Since">Mail before this time is not used.</param>
/// <param name="IsDryRun">Whether nothing is written.</param>
/// <param name="Format">The only accepted kind of log.</param>
/// <param name="UsesDns">Whether the DNS is asked about clients.</param>
internal sealed record LearnRequestLine(IReadOnlyList<string> Files, DateTimeOffset Since, bool IsDryRun, HistoryFormat Format, bool UsesDns);
