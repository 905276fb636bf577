using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Uploads;

namespace Musubi.Gateway.Tests.Uploads;

/// <summary>Uploads for tests that have none.</summary>
internal static class Unused
{
    private static readonly UploadFiles Files = new(
        new ServiceCollection().AddMusubiUploads().BuildServiceProvider().GetRequiredService<IUploadStore>(), new GatewayLoggers(NullLoggerFactory.Instance, TimeProvider.System));

    public static GatewayUploads Uploads { get; } = new(
        Files,
        new UploadTokens(new EphemeralDataProtectionProvider(), TimeProvider.System),
        new UploadPages(Files, Options.Create(new MusubiGatewayOptions()), TimeProvider.System));
}
