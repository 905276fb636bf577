using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Musubi;
using Musubi.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers where uploaded files are.</summary>
public static class MusubiUploadServiceCollectionExtensions
{
    /// <summary>Adds the directory of <see cref="MusubiUploadOptions"/> as the <see cref="IUploadStore"/>, unless one is there. Gateway and silo both call it; an
    /// application does only to set the directory.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options, over those of section <c>Musubi:Uploads</c> of the configuration. Calling again adds to what earlier calls set.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddMusubiUploads(this IServiceCollection services, Action<MusubiUploadOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptionsOf<MusubiUploadOptions>("Musubi:Uploads")
            .Validate(
                static options => !string.IsNullOrWhiteSpace(options.Directory),
                $"{nameof(MusubiUploadOptions)}.{nameof(MusubiUploadOptions.Directory)} is empty. Expected the path of a directory.")
            .ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MusubiUploadOptions>>(new UploadStoreCheck(services)));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IUploadStore, LocalUploadStore>();
        return services;
    }
}
