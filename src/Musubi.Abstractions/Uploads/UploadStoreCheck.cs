using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Musubi.Services;

namespace Musubi;

/// <summary>Refuses at start an application's <see cref="IUploadStore"/> that would keep one user's services for all.</summary>
internal sealed class UploadStoreCheck(IServiceCollection registered) : IValidateOptions<MusubiUploadOptions>
{
    public ValidateOptionsResult Validate(string? name, MusubiUploadOptions options)
    {
        var problems = new ServiceLifetimes(registered).ProblemsOfSingleton(typeof(IUploadStore), static service =>
            $"One instance keeps everybody's files, and all would share that one service. Expected an {nameof(IServiceScopeFactory)} in the constructor, and a scope with a {service.Name} for each call.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
