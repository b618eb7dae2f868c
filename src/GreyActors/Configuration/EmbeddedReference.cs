namespace GreyActors.Configuration;

/// <summary>The defaults that are part of the program.</summary>
internal static class EmbeddedReference
{
    /// <summary>What it is called in messages and origins.</summary>
    public const string Name = "reference.conf";

    /// <summary>The text of <c>hocon/reference.conf</c> as it was when the program was built.</summary>
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
