namespace GreyActors.Configuration;

/// <summary>The defaults, embedded in the program.</summary>
internal static class EmbeddedReference
{
    /// <summary>The name in messages and origins.</summary>
    public const string Name = "reference.conf";

    /// <summary>The text of <c>hocon/reference.conf</c> at build time.</summary>
    public static string Text
    {
        get
        {
            using var stream = typeof(EmbeddedReference).Assembly.GetManifestResourceStream(Name)
                ?? throw new InvalidOperationException($"The program was built without {Name}.");
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }
}
