using Musubi.TestKit.Processes;

namespace Musubi.Integration.Tests.Servers;

/// <summary>A gateway's process and a silo's as if on two machines: neither sees the other's directory, and the silo asks the gateway for its files.</summary>
public sealed class SeparateFoldersServer : TwoProcessServer, IUploadServer
{
    private readonly UploadFolder _silos;

    /// <summary>With every other setting as it is by default.</summary>
    public SeparateFoldersServer()
        : this(new UploadFolder(), new UploadFolder(), new Uri($"http://127.0.0.1:{FreePorts.Take(1)[0]}"))
    {
    }

    private SeparateFoldersServer(UploadFolder gateways, UploadFolder silos, Uri gateway)
        : base(1, gateways.Setting, $"--urls={gateway}", Bridge(gateway))
    {
        Uploads = gateways;
        _silos = silos;
        SiloSettings = [silos.Setting, Bridge(gateway)];
    }

    /// <inheritdoc/>
    public UploadFolder Uploads { get; }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Assert.Empty(_silos.Entries);
        Uploads.Dispose();
        _silos.Dispose();
    }

    private static string Bridge(Uri gateway) => $"--Musubi:UploadsUrl={new Uri(gateway, "uploads")}";
}
