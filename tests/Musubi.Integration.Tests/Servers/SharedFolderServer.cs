namespace Musubi.Integration.Tests.Servers;

/// <summary>A gateway's process and a silo's that see the same directory.</summary>
public sealed class SharedFolderServer : TwoProcessServer, IUploadServer
{
    /// <summary>With every other setting as it is by default.</summary>
    public SharedFolderServer()
        : this([])
    {
    }

    /// <summary>With settings of the gateway's besides.</summary>
    internal SharedFolderServer(params string[] settings)
        : this(new UploadFolder(), settings)
    {
    }

    private SharedFolderServer(UploadFolder uploads, string[] settings)
        : base(1, [uploads.Setting, .. settings])
    {
        Uploads = uploads;
        SiloSettings = [uploads.Setting];
    }

    /// <inheritdoc/>
    public UploadFolder Uploads { get; }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Uploads.Dispose();
    }
}
