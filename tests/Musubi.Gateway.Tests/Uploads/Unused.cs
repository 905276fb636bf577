using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Uploads;

namespace Musubi.Gateway.Tests.Uploads;

/// <summary>Uploads for tests that have none.</summary>
internal static class Unused
{
    public static GatewayUploads Uploads { get; } = new(
        new UploadFiles(new ServiceCollection().AddMusubiUploads().BuildServiceProvider().GetRequiredService<IUploadStore>(), new GatewayLoggers(NullLoggerFactory.Instance, TimeProvider.System)),
        new UploadTokens(new EphemeralDataProtectionProvider(), TimeProvider.System));
}
