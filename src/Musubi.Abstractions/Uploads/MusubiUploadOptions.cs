namespace Musubi;

/// <summary>Where uploaded files are kept, unless an <see cref="IUploadStore"/> of the application's own keeps them.</summary>
public sealed class MusubiUploadOptions
{
    /// <summary>The directory, made when the first file comes. Gateway and silo must both see it, and run as the same user: nobody else may read what is below it.</summary>
    /// <value>A directory of the process's user below the system's for temporary files by default, which serves one machine. Not empty.</value>
    public string Directory { get; set; } = Path.Combine(Path.GetTempPath(), $"musubi-uploads-{Environment.UserName}");
}
