namespace GreyActors.Configuration;

/// <summary>Checks section <c>tls</c> as a whole, and its files.</summary>
internal static class TlsRules
{
    private const string Section = "grey-actors.tls.";
    private const string Certificate = Section + "certificate";
    private const string Key = Section + "key";
    private const string Required = Section + "required";
    private const string Listen = "grey-actors.listen";

    /// <summary>Reports every error. The files are read here, so that an invalid file is reported before anything is stopped or started.</summary>
    public static void Check(SettingsBook book, GreyActorsSettings settings)
    {
        if (!book.Good(Certificate, Key))
            return;
        var tls = settings.Tls;
        if (!tls.Offered)
        {
            if (tls.Key.Length > 0)
                book.Wrong(Key, book.OriginOf(Key), "has no effect without tls.certificate");
            if (tls.Required)
                book.Wrong(Required, book.OriginOf(Required), "is on, but there is no tls.certificate: no mail would be accepted");
            foreach (var listener in settings.Listen.Where(listener => listener.ImplicitTls))
                book.Wrong(Listen, book.OriginOf(Listen), $"{listener} has implicit-tls on, but there is no tls.certificate");
        }
        else if (tls.Key.Length == 0)
        {
            book.Wrong(Certificate, book.OriginOf(Certificate), "has no tls.key");
        }
        else if (!KeyPair.TryRead(tls.Certificate, tls.Key, out _, out var problem))
        {
            var key = problem.IsKey ? Key : Certificate;
            book.Wrong(key, book.OriginOf(key), problem.What);
        }
    }
}
