using System.Collections.Immutable;

namespace GreyActors.Tests.Architecture;

/// <summary>The architecture: every folder of <c>src</c>, from the program down to the core, and the folders that it may use.</summary>
/// <remarks>
/// A folder uses only folders below it. To add a dependency, add it to the row; if it would point upwards, move the type that both folders need
/// to a lower one. The mail path (Doors, Judging, Delivery, Net, Greylisting, Storage) is below Introspection, so it never waits for an observer.
/// </remarks>
internal static class FolderTable
{
    private const string Table = """
        # The program: commands, and the service that they start
        Program                 Cli Demo
        Demo                    Cli Hosting Introspection Configuration Files Components Core.Smtp
        Cli                     Hosting Introspection Replay Doors Migration.Spamd Migration.Postgrey Migration.Kamaelia Migration
        Cli                     Migration.Databases Storage Delivery Greylisting Observability Dispatch Configuration Configuration.Hocon
        Cli                     Reputation Files Components Core.Outcome Core.Judging Core.Smtp Core.Known Core.Reputation Core.Greylisting Core.Addresses
        Cli                     Learning History Judging Configuration.Values Core.Learning Core.Access
        Hosting                 Verification Introspection Outcome Doors.Smtp Judging Reputation Storage Delivery Net Known Traps Core.Traps Greylisting Observability Dispatch Configuration
        Hosting                 Configuration.Hocon Files Components Core.Outcome Core.Smtp Core.Reputation Core.Access Core.Known Core.Greylisting Core.Capacity
        Hosting                 Doors.Policy Core.Policy Cluster.Machines Cluster.Messages Cluster.Sharding

        # Observers of the service
        Introspection           Outcome Doors Judging Reputation Delivery Net Greylisting Observability Dispatch Configuration Configuration.Values
        Introspection           Cluster.Machines Known Traps Core.Traps Configuration.Hocon Files Components Cluster.Forwarding Cluster.Sharding
        Introspection           Core.Outcome Core.Machines Core.Judging Core.Smtp Core.Known Core.Reputation Core.Access Core.Greylisting Core.Addresses

        # The replay of history, learning from it, and the logs of mail servers
        Replay                  Learning History Judging Configuration
        Replay                  Core.Learning Core.Judging Core.Smtp Core.Reputation Core.Access Core.Known Core.Greylisting Core.Addresses
        Learning                History Reputation Greylisting Configuration
        Learning                Core.Learning Core.Judging Core.Known Core.Smtp Core.Reputation Core.Access Core.Greylisting Core.Addresses
        History                 Core.Smtp Core.Greylisting Core.Addresses
        Outcome                 Judging Greylisting Observability Dispatch Components Core.Outcome Core.Judging Core.Greylisting

        # The path of a mail: the session with the client, the judge, the backend
        Doors.Smtp              Judging Traps Reputation Delivery Net Greylisting Observability Configuration Components
        Doors.Smtp              Core.Judging Core.Smtp Core.Reputation Core.Greylisting
        Doors.Smtp              Doors
        Doors.Policy            Doors Judging Traps Known Reputation Net Greylisting Observability Configuration Components
        Doors.Policy            Core.Policy Core.Judging Core.Smtp Core.Reputation Core.Greylisting
        Doors                   Core.Judging Core.Smtp
        Judging                 Verification Reputation Known Traps Core.Traps Greylisting Observability Dispatch Configuration Components
        Judging                 Core.Judging Core.Smtp Core.Known Core.Reputation Core.Access Core.Greylisting Core.Addresses
        Reputation              Observability Components Core.Reputation Core.Addresses
        Verification            Delivery Net Observability Configuration Components Core.Smtp Core.Capacity Core.Addresses
        Delivery                Net Observability Configuration Components Core.Judging Core.Smtp Core.Proxy Core.Relaying Core.Access Core.Greylisting Core.Addresses
        Net                     Observability Dispatch Files Components Core.Smtp Core.Proxy Core.Capacity Core.Addresses

        # The greylist, its store, and imports into it
        Migration.Spamd         Migration Core.Greylisting Core.Addresses
        Migration.Postgrey      Migration Migration.Databases Configuration.Values Core.Greylisting Core.Addresses
        Migration.Kamaelia      Migration Migration.Databases Configuration.Hocon Configuration.Values Core.Greylisting Core.Addresses
        Migration               Greylisting Configuration Components Core.Smtp Core.Greylisting
        Migration.Databases     Files
        Storage                 Storage.Sqlite Storage.Postgres Cluster.Machines Greylisting Configuration
        Storage.Sqlite          Greylisting Observability Dispatch Configuration Files Components Core.Greylisting
        Storage.Postgres        Cluster.Machines Core.Machines Greylisting Observability Configuration Files Components Core.Greylisting
        Cluster.Messages        Cluster.Sharding Cluster.Forwarding Known Traps Greylisting Observability Core.Outcome Core.Known Core.Traps Core.Greylisting Core.Addresses Cluster.Machines Core.Machines
        Cluster.Machines        Cluster.Sharding Observability Configuration Components Core.Machines Core.Reputation Core.Greylisting
        Cluster.Sharding        Greylisting Observability Components
        Cluster.Forwarding      Dispatch Components
        Known                   Greylisting Observability Components Core.Known Core.Greylisting
        Traps                   Greylisting Observability Components Core.Traps
        Greylisting             Observability Dispatch Components Core.Known Core.Traps Core.Greylisting

        # Tools of all actors
        Observability           Dispatch Configuration Files Components Core.Policy Core.Judging Core.Smtp Core.Capacity Core.Reputation Core.Greylisting
        Dispatch
        Components

        # The configuration
        Configuration           Configuration.Values Configuration.Hocon Files
        Configuration           Core.Policy Core.Smtp Core.Relaying Core.Reputation Core.Access Core.Known Core.Greylisting Core.Capacity Core.Addresses
        Configuration.Values    Files Core.Reputation Core.Access Core.Addresses
        Configuration.Hocon
        Files

        # The core: rules without clock, socket, file or actor
        Core.Machines
        Core.Outcome            Core.Judging Core.Smtp Core.Greylisting
        Core.Policy             Core.Judging Core.Smtp Core.Addresses
        Core.Judging            Core.Traps Core.Smtp Core.Known Core.Reputation Core.Access Core.Greylisting Core.Addresses
        Core.Smtp               Core.Proxy Core.Addresses
        Core.Proxy              Core.Addresses
        Core.Relaying
        Core.Learning           Core.Known Core.Greylisting
        Core.Known              Core.Reputation Core.Greylisting Core.Addresses Core.Tables
        Core.Reputation         Core.Greylisting Core.Addresses
        Core.Access             Core.Addresses
        Core.Traps              Core.Addresses
        Core.Greylisting        Core.Addresses Core.Tables
        Core.Capacity
        Core.Addresses
        Core.Tables
        """;

    private static readonly string[][] Parsed =
    [
        .. Table.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
    ];

    /// <summary>The folders, from the top down.</summary>
    public static ImmutableArray<string> Rows { get; } = [.. Parsed.Select(words => words[0]).Distinct()];

    /// <summary>Every allowed dependency.</summary>
    public static ImmutableArray<(string From, string To)> Allowed { get; } = [.. Parsed.SelectMany(words => words.Skip(1).Select(to => (words[0], to)))];
}
