namespace Efs.Local;

/// <summary>A file that only its owner may read.</summary>
internal static class PrivateFile
{
    /// <summary>Writes the file whole or not at all.</summary>
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
