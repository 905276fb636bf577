using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Musubi.Configuration;

/// <summary>Reads options from the host's configuration.</summary>
internal static class OptionsSections
{
    /// <summary>Reads options from a section, if there is one. Called again, it adds nothing, so that what code has set stays.</summary>
    public static OptionsBuilder<TOptions> AddOptionsOf<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<TOptions>, FromSection<TOptions>>(
            provider => new FromSection<TOptions>(provider.GetService<IConfiguration>(), section)));
        return services.AddOptions<TOptions>();
    }

    // A type of its own, by which the second of the same options is known.
    private sealed class FromSection<TOptions>(IConfiguration? configuration, string section) : IConfigureOptions<TOptions>
        where TOptions : class
    {
        // An option that is spelled wrongly would else be one that is not set, which nobody notices.
        public void Configure(TOptions options) => configuration?.GetSection(section).Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true);
    }
}
