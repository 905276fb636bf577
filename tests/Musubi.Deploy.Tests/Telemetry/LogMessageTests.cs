using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Musubi.Gateway;
using Musubi.Grains;
using Musubi.Storage.Postgres;
using Musubi.Storage.Redis;
using Musubi.Storage.Sqlite;
using Musubi.TestKit;

namespace Musubi.Deploy.Tests.Telemetry;

/// <summary>What an operator finds in the log stands in <c>docs/operating.md</c>.</summary>
public sealed partial class LogMessageTests
{
    private static readonly Assembly[] Rooms =
    [
        typeof(MusubiSocket).Assembly, typeof(MusubiGatewayOptions).Assembly, typeof(MusubiOptions).Assembly,
        typeof(PostgresStorageOptions).Assembly, typeof(RedisStorageOptions).Assembly, typeof(SqliteStorageOptions).Assembly,
    ];

    [Fact]
    public void Page_Messages_AreThoseAtWarningAndAbove()
    {
        var logged = Rooms
            .SelectMany(static room => room.GetTypes())
            .SelectMany(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(static method => (method.Name, Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
            // One whose level is given at each call may be a warning.
            .Where(static log => log.Message is { Level: >= LogLevel.Warning })
            .Select(static log => log.Message!.EventName ?? log.Name)
            .ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(logged);
        Assert.Equal(logged.Order(StringComparer.Ordinal), OnThePage().Order(StringComparer.Ordinal));
    }

    private static HashSet<string> OnThePage()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operating.md"));
        var section = page[page.IndexOf("## Messages in the log", StringComparison.Ordinal)..page.IndexOf("## Close codes", StringComparison.Ordinal)];
        return [.. Row().Matches(section).SelectMany(static row => Name().Matches(row.Groups[1].Value)).Select(static name => name.Groups[1].Value)];
    }

    [GeneratedRegex(@"^\|([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([A-Z][A-Za-z]+)`")]
    private static partial Regex Name();
}
