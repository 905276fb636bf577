using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Musubi.Storage.Redis;

/// <summary>Reports every option that is out of its range, at start-up.</summary>
internal sealed class RedisStorageOptionsValidator : IValidateOptions<RedisStorageOptions>
{
    private const int MostReplicas = 10;
    private const int LongestPrefix = 64;

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(60);

    public ValidateOptionsResult Validate(string? name, RedisStorageOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        if (!NamesServer(options.Configuration))
        {
            // What was given is not repeated: it may hold a password.
            problems.AddError("Expected a configuration of StackExchange.Redis that names a server, as 'redis:6379'; got none, or one that cannot be read.", nameof(options.Configuration));
        }

        if (options.KeyPrefix is not { Length: > 0 and <= LongestPrefix } || options.KeyPrefix.AsSpan().ContainsAny('{', '}'))
        {
            problems.AddError($"Expected 1 to {LongestPrefix} characters without braces; got '{options.KeyPrefix}'.", nameof(options.KeyPrefix));
        }

        if (options.Timeout < Least || options.Timeout > Most)
        {
            problems.AddError($"Expected {Least} to {Most}; got {options.Timeout}.", nameof(options.Timeout));
        }

        if (options.WaitForReplicas is < 0 or > MostReplicas)
        {
            problems.AddError($"Expected 0 to {MostReplicas}; got {options.WaitForReplicas}.", nameof(options.WaitForReplicas));
        }

        return problems.Build();
    }

    private static bool NamesServer(string? configuration)
    {
        try
        {
            return !string.IsNullOrWhiteSpace(configuration) && ConfigurationOptions.Parse(configuration).EndPoints.Count > 0;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return false;
        }
    }
}
