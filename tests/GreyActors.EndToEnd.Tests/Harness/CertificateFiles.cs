namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>A certificate and its key, both PEM.</summary>
public sealed record CertificateFiles(string Certificate, string Key);
