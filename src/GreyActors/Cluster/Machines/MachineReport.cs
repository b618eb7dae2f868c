using System.Collections.Immutable;
using GreyActors.Core.Machines;

namespace GreyActors.Cluster.Machines;

/// <summary>What a machine reports to each other machine every two seconds.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Version">The version of its program.</param>
/// <param name="StoreWorking">How long the database has worked for it; null if it fails.</param>
/// <param name="Values">The values of its configuration that must agree, by key.</param>
public sealed record MachineReport(MachineId Machine, string Version, TimeSpan? StoreWorking, ImmutableSortedDictionary<string, string> Values);
