using GreyActors.Files;

namespace GreyActors.Configuration;

/// <summary>The files and folders that a start creates.</summary>
internal static class SettingsPaths
{
    /// <summary>The paths that cannot be created, each with its key, place and reason. Permissions are those of the user who asks, not of the service.</summary>
    /// <param name="configuration">The configuration.</param>
    public static IEnumerable<string> Unusable(LoadedConfiguration.Valid configuration)
    {
        var settings = configuration.Settings;
        (string Key, string Path)[] paths =
        [
            ("store.path", settings.Store.Provider == StoreProvider.Sqlite ? settings.Store.Path : ""),
            ("log.greylist", settings.Log.Greylist),
            ("log.debug", settings.Log.Debug),
            ("introspection.token-file", settings.Introspection.TokenFile),
        ];
        foreach (var (key, path) in paths.Where(one => one.Path.Length > 0))
        {
            if (WhyNot(path) is { } why)
                yield return $"{key} ({configuration.OriginOf(key)}): {path} cannot be created: {why}";
        }
    }

    private static string? WhyNot(string path)
    {
        if (Directory.Exists(path))
            return "it is a folder";
        // A log may be a device, as /dev/stdout is.
        if (File.Exists(path))
            return null;
        for (var folder = Path.GetDirectoryName(Path.GetFullPath(path)); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(folder))
                return $"{folder} is a file";
            if (Directory.Exists(folder))
                return FolderAccess.MayCreateIn(folder) ? null : $"nothing can be created in {folder}";
        }

        return null;
    }
}
