namespace Musubi.Integration.Tests.Servers;

/// <summary>The conformance host in its default form, with a directory of its own.</summary>
public sealed class UploadCoHostedServer : CoHostedServer, IUploadServer
{
    /// <summary>With every other setting as it is by default.</summary>
    public UploadCoHostedServer()
        : this(new UploadFolder())
    {
    }

    private UploadCoHostedServer(UploadFolder uploads)
        : base(uploads.Setting) =>
        Uploads = uploads;

    /// <inheritdoc/>
    public UploadFolder Uploads { get; }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Uploads.Dispose();
    }
}
