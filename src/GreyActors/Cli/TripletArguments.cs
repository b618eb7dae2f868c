using System.CommandLine;

namespace GreyActors.Cli;

/// <summary>The arguments CLIENT FROM TO, which several commands share.</summary>
internal sealed class TripletArguments
{
    private readonly Argument<string> _client;

    private readonly Argument<string> _from = new("FROM") { Description = "The reverse-path. '<>' is the null reverse-path." };

    private readonly Argument<string> _to = new("TO") { Description = "The forward-path." };

    /// <param name="command">The command that gets the arguments.</param>
    /// <param name="client">The description of CLIENT.</param>
    public TripletArguments(Command command, string client)
    {
        _client = new Argument<string>("CLIENT") { Description = client };
        command.Arguments.Add(_client);
        command.Arguments.Add(_from);
        command.Arguments.Add(_to);
    }

    /// <summary>Reads the arguments.</summary>
    public (string Client, string From, string To) Read(ParseResult given) =>
        (given.GetRequiredValue(_client), given.GetRequiredValue(_from), given.GetRequiredValue(_to));
}
