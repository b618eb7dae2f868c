using GreyActors.Files;

namespace GreyActors.Configuration;

/// <summary>Checks section <c>store</c> as a whole, and the file with the password.</summary>
internal static class StoreRules
{
    private const string Provider = "grey-actors.store.provider";
    private const string Connection = "grey-actors.store.connection";
    private const string PasswordFile = "grey-actors.store.password-file";

    /// <summary>Reports every error. The file is read here, so that its absence is reported before anything is stopped or started.</summary>
    public static void Check(SettingsBook book, StoreSettings store)
    {
        if (!book.Good(Provider, Connection, PasswordFile) || store.Provider != StoreProvider.Postgresql)
            return;
        if (store.Connection.Length == 0)
            book.Wrong(Provider, book.OriginOf(Provider), "postgresql needs store.connection, for example \"Host=db.example.com;Database=greyactors;Username=greyactors\"");
        if (store.PasswordFile.Length == 0)
            return;
        try
        {
            _ = PasswordFiles.Read(store.PasswordFile);
        }
        catch (Exception refused) when (FileProblem.Is(refused))
        {
            book.Wrong(PasswordFile, book.OriginOf(PasswordFile), $"`{store.PasswordFile}` cannot be read: {FileProblem.Describe(refused)}");
        }
    }
}
