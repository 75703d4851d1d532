namespace Efs.Api.Platform.Local;

/// <summary>A file that only its owner reads.</summary>
internal static class PrivateFile
{
    /// <summary>Appears whole or not at all.</summary>
    public static async Task Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new StreamWriter($"{path}.new", options))
            await file.WriteAsync(text);
        File.Move($"{path}.new", path, overwrite: true);
    }
}
