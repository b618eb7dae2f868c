using System.CommandLine;
using GreyActors.Components;
using GreyActors.Core.Outcome;

namespace GreyActors.Cli;

/// <summary><c>greyactors report</c>: which mail was delayed, why mail passed, and which mail never did.</summary>
internal static class ReportCommand
{
    /// <summary>The command.</summary>
    public static Command Make(ProgramOptions options)
    {
        var days = NumberOption.Of("--days", $"The number of days, today included (at most {OutcomeLimits.Days}).", 30);
        var rows = NumberOption.Of("--rows", "The length of each list.", 10);
        return options.ServiceCommand(new Command("report", "Show which mail was delayed and for how long, why mail passed, and which mail is stuck or was given up.") { days, rows }, async context =>
        {
            var response = await context.Service.Get(
                "/api/outcome",
                context.Cancellation,
                ("days", Format.Count(context.Arguments.GetValue(days))),
                ("rows", Format.Count(context.Arguments.GetValue(rows))));
            if (context.WantsJson)
                context.Screen.WriteJson(response.Json);
            else
                ReportText.Show(context.Screen, response.As<OutcomeReport>());
            return ExitCode.Ok;
        });
    }
}
