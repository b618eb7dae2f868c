using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace GreyActors.Core.Access;

/// <summary>A regular expression of a list: letter case does not matter, and it is searched for anywhere in the path.</summary>
/// <remarks>
/// It is matched without backtracking, in a time that grows with the path's length only. It has no time limit: on a busy machine a limit would
/// decide that an expression does not match, and delay a mail that needs no greylisting. Expressions with lookarounds or back references need
/// backtracking. They have <see cref="Limit"/>: it bounds the time that a client which knows the pattern can make us spend.
/// </remarks>
public sealed class PathExpression
{
    private const RegexOptions Common = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private readonly Regex _regex;

    private PathExpression(Regex regex) => _regex = regex;

    /// <summary>Whether it needs no backtracking.</summary>
    public bool IsLinear => _regex.Options.HasFlag(RegexOptions.NonBacktracking);

    /// <summary>The longest that one match with backtracking may take.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Reads a pattern without its slashes.</summary>
    public static bool TryParse(string pattern, [NotNullWhen(true)] out PathExpression? expression, out string problem)
    {
        (expression, problem) = (null, "");
        try
        {
            expression = new PathExpression(new Regex(pattern, Common | RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout));
        }
        catch (NotSupportedException)
        {
            expression = new PathExpression(new Regex(pattern, Common, Limit));
        }
        catch (ArgumentException e)
        {
            problem = e.Message;
        }

        return expression is not null;
    }

    /// <summary>Whether the path is meant; null when that could not be said in time.</summary>
    public bool? Matches(string path)
    {
        try
        {
            return _regex.IsMatch(path);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }
}
