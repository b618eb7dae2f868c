using System.Data.Common;
using GreyActors.Configuration.Values;
using Npgsql;

namespace GreyActors.Configuration;

/// <summary>Reads connection strings of PostgreSQL.</summary>
internal static class ConnectionText
{
    // For a hint; Npgsql has some hundred, with synonyms.
    private static readonly string[] Known =
    [
        "Host", "Port", "Database", "Username", "SSL Mode", "Root Certificate", "SSL Certificate", "SSL Key", "Search Path", "Timeout", "Command Timeout",
        "Maximum Pool Size", "Keepalive", "Target Session Attributes", "Load Balance Hosts", "Application Name", "Options", "Include Error Detail",
    ];

    /// <summary>A connection string with a server, a database and a user, but without a password; or an empty string.</summary>
    public static Checked<string> WithoutPassword(string text)
    {
        if (text.Length == 0)
            return Checked<string>.Of(text);
        if (Words(text) is not { } words)
            return new Wrong("is not a connection string: expected keywords and values such as Host=db.example.com;Database=greyactors;Username=greyactors");

        var empty = new NpgsqlConnectionStringBuilder();
        if (words.Find(word => !empty.ContainsKey(word)) is { } unknown)
            return new Wrong($"has the unknown keyword `{unknown}`{Nearest.Hint(unknown, Known)}");

        try
        {
            var connection = new NpgsqlConnectionStringBuilder(text);
            return connection.Password is not null ? new Wrong("contains a password: write it into a file, and its name into store.password-file")
                : Missing("Host", connection.Host) ?? Missing("Database", connection.Database) ?? Missing("Username", connection.Username) ?? Checked<string>.Of(text);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            return new Wrong($"is not a connection string: {wrong.Message}");
        }
    }

    private static List<string>? Words(string text)
    {
        try
        {
            return [.. new DbConnectionStringBuilder { ConnectionString = text }.Keys.Cast<string>().Select(word => Written(text, word))];
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // The builder returns the keywords in lower case.
    private static string Written(string text, string word) =>
        text.IndexOf(word, StringComparison.OrdinalIgnoreCase) is var at and >= 0 ? text.Substring(at, word.Length) : word;

    private static Checked<string>? Missing(string word, string? value) => string.IsNullOrWhiteSpace(value) ? new Wrong($"has no `{word}`") : null;
}
