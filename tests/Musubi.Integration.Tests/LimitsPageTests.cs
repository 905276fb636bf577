using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Musubi.Gateway;
using Musubi.Grains;

namespace Musubi.Integration.Tests;

/// <summary><c>docs/limits.md</c> lists what there is, no more and no less.</summary>
public sealed partial class LimitsPageTests
{
    private static readonly (Type Options, string Validator)[] Configured =
    [
        (typeof(MusubiGatewayOptions), "Musubi.Gateway.Hosting.MusubiGatewayOptionsValidator, Musubi.Gateway"),
        (typeof(MusubiOptions), "Musubi.Grains.Hosting.MusubiOptionsValidator, Musubi.Grains"),
    ];

    private static readonly (string What, string Type, string Field)[] Constants =
    [
        ("levels of arrays and objects in a frame", "Musubi.WireJson, Musubi.Abstractions", "MaxDepth"),
        ("characters of a `ref`, a `join_ref`, or the name of an event", "Musubi.Gateway.Wire.FrameReader, Musubi.Gateway", "MaxNameLength"),
        ("files in one preflight", "Musubi.Gateway.Uploads.UploadPreflight, Musubi.Gateway", "MaxFiles"),
        ("chunks that wait while one is written", "Musubi.Gateway.Uploads.UploadChannel, Musubi.Gateway", "MaxWaitingChunks"),
        ("seconds that an upload's token is good", "Musubi.Gateway.Uploads.UploadTokens, Musubi.Gateway", "Lifetime"),
        ("connect params", "Musubi.Gateway.Hosting.ConnectParams, Musubi.Gateway", "MaxCount"),
        ("levels of names in brackets in a connect param", "Musubi.Gateway.Hosting.ConnectParams, Musubi.Gateway", "MaxDepth"),
        ("characters of the connect param `page`", "Musubi.Gateway.Hosting.ConnectHandler, Musubi.Gateway", "MaxPageLength"),
        ("answers to numbered commands that a root keeps", "Musubi.Grains.Resume.AnsweredCommands, Musubi.Grains", "MaxAnswers"),
        ("commands that go to a root in one call", "Musubi.Gateway.Roots.CommandBatch, Musubi.Gateway", "MaxCommands"),
        ("seconds that a client has to answer a close frame", "Musubi.Gateway.Sockets.SocketConnection, Musubi.Gateway", "CloseTimeout"),
    ];

    private static string Page { get; } = Read("limits.md");

    public static TheoryData<string, string> Options => [.. Configured.SelectMany(static of => LimitsOf(of.Options).Select(limit => (of.Options.Name, limit.Name)))];

    [Theory]
    [MemberData(nameof(Options))]
    public void Page_Option_HasItsDefaultAndItsRange(string type, string name)
    {
        var (options, validator) = Configured.Single(of => of.Options.Name == type);
        var property = options.GetProperty(name)!;
        var row = Assert.Single(OptionRow().Matches(Page), row => row.Groups["name"].Value == name);

        Assert.Equal(property.GetValue(Activator.CreateInstance(options)), Value(row.Groups["default"].Value, property.PropertyType));
        var range = RangeCell().Match(row.Groups["range"].Value);
        Assert.True(range.Success, $"Expected a range like '1 KiB to 16 MiB'; got '{row.Groups["range"].Value}'.");
        var least = Value(range.Groups["least"].Value, property.PropertyType);
        var most = Value(range.Groups["most"].Value, property.PropertyType);
        Assert.Equal(!range.Groups["over"].Success, Accepts(least));
        Assert.True(Accepts(Next(least, 1)));
        Assert.False(Accepts(Next(least, -1)));
        Assert.True(Accepts(most));
        Assert.False(Accepts(Next(most, 1)));

        bool Accepts(object value)
        {
            var configured = Activator.CreateInstance(options)!;
            if (configured is MusubiGatewayOptions gateway)
            {
                // The most of another one depends on it.
                gateway.UploadOrphanTimeout = TimeSpan.FromDays(1);
            }

            property.SetValue(configured, value);
            return !Failures(validator, options, configured).Any(failure => Regex.IsMatch(failure, $@"\b{name}\b"));
        }
    }

    [Fact]
    public void Page_Options_AreThoseThatThereAre() =>
        Assert.Equal(
            Configured.SelectMany(static of => LimitsOf(of.Options)).Select(static limit => limit.Name).Order(StringComparer.Ordinal),
            OptionRow().Matches(Page).Select(static row => row.Groups["name"].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void Page_Upload_HasTheDefaultsOfADeclaration()
    {
        var declared = new Upload("avatar");
        var properties = typeof(Upload).GetProperties().Where(static property => IsLimit(property.PropertyType) && property.CanWrite).ToArray();
        var rows = Section("One upload").Where(static cells => cells.Length == 3 && cells[0].StartsWith('`')).ToDictionary(static cells => cells[0].Trim('`'), static cells => cells[1]);

        Assert.Equal(properties.Select(static property => property.Name).Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        Assert.All(properties, property => Assert.Equal(property.GetValue(declared), Value(rows[property.Name], property.PropertyType)));
    }

    [Fact]
    public void Page_FixedLimits_AreTheConstantsOfTheCode() =>
        Assert.Equal(
            Constants.Select(static constant => $"{constant.What}: {Constant(constant.Type, constant.Field)}"),
            Section("Fixed").Skip(2).Select(static cells => $"{cells[0]}: {cells[1]}"));

    [Fact]
    public void Page_CloseCodes_AreThoseThatTheServerSends()
    {
        var reasons = Type.GetType("Musubi.Gateway.Wire.CloseReason, Musubi.Gateway", throwOnError: true)!;

        Assert.Equal(
            reasons.GetProperties(BindingFlags.Public | BindingFlags.Static)
                .Select(static property => property.GetValue(null)!)
                .Select(reason => $"{(int)reasons.GetProperty("Code")!.GetValue(reason)!} `{reasons.GetProperty("Text")!.GetValue(reason)}`")
                .Order(StringComparer.Ordinal),
            Section("Close codes").Skip(2).Select(static cells => $"{cells[0]} {cells[1]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Page_Answers_AreReasonsOfTheWire()
    {
        var reasons = Reasons().Concat(Enum.GetNames<UploadErrorCode>().Select(WireJson.Naming.ConvertName)).ToHashSet(StringComparer.Ordinal);
        var answered = Page.Split('\n')
            .Where(static line => line.StartsWith('|'))
            .SelectMany(static line => Answer().Matches(line).SelectMany(static answer => CodeSpan().Matches(answer.Value)))
            .Select(static span => span.Groups[1].Value)
            .ToArray();

        Assert.NotEmpty(answered);
        Assert.All(answered, reason => Assert.Contains(reason, reasons));
    }

    [Fact]
    public void Page_Metrics_AreThoseOfTheTelemetryPage()
    {
        var telemetry = Read("telemetry.md");

        Assert.All(CodeSpan().Matches(Page).Select(static span => span.Groups[1].Value).Where(static name => name.StartsWith("musubi.", StringComparison.Ordinal)), name =>
            Assert.Contains($"`{name}`", telemetry, StringComparison.Ordinal));
    }

    private static bool IsLimit(Type type) => type == typeof(int) || type == typeof(long) || type == typeof(TimeSpan);

    private static IEnumerable<PropertyInfo> LimitsOf(Type options) => options.GetProperties().Where(static property => IsLimit(property.PropertyType));

    private static IEnumerable<string> Failures(string validator, Type options, object configured)
    {
        var type = Type.GetType(validator, throwOnError: true)!;
        var result = (ValidateOptionsResult)typeof(IValidateOptions<>).MakeGenericType(options).GetMethod("Validate")!
            .Invoke(Activator.CreateInstance(type, nonPublic: true), [null, configured])!;
        return result.Failures ?? [];
    }

    private static object Next(object value, int step) => value is TimeSpan time ? time + TimeSpan.FromTicks(step) : (int)value + step;

    // Like '64 KiB', '50,000' or '500 ms'.
    private static object Value(string text, Type type)
    {
        var words = text.Split(' ');
        var number = long.Parse(words[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        var unit = words.ElementAtOrDefault(1);
        if (type == typeof(TimeSpan))
        {
            return unit switch
            {
                "ms" => TimeSpan.FromMilliseconds(number),
                "s" => TimeSpan.FromSeconds(number),
                "min" => TimeSpan.FromMinutes(number),
                "h" => TimeSpan.FromHours(number),
                "d" => TimeSpan.FromDays(number),
                _ => throw new FormatException($"Expected a time; got '{text}'."),
            };
        }

        number <<= unit switch { null => 0, "KiB" => 10, "MiB" => 20, "GiB" => 30, _ => throw new FormatException($"Expected a number or bytes; got '{text}'.") };
        return Convert.ChangeType(number, type, CultureInfo.InvariantCulture);
    }

    private static string Constant(string type, string field)
    {
        var value = Type.GetType(type, throwOnError: true)!.GetField(field, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!.GetValue(null)!;
        return string.Create(CultureInfo.InvariantCulture, $"{(value is TimeSpan time ? time.TotalSeconds : value)}");
    }

    private static IEnumerable<string> Reasons()
    {
        var refusal = Type.GetType("Musubi.Gateway.Wire.Refusal, Musubi.Gateway", throwOnError: true)!;
        var response = Type.GetType("Musubi.Gateway.Wire.Refusals, Musubi.Gateway", throwOnError: true)!.GetMethod("Response")!;
        foreach (var value in Enum.GetValues(refusal))
        {
            using var json = JsonDocument.Parse((ReadOnlyMemory<byte>)response.Invoke(null, [value])!);
            yield return json.RootElement.GetProperty("reason").GetString()!;
        }
    }

    // The rows of a section's table, head and rule among them.
    private static IEnumerable<string[]> Section(string title) => Page[Page.IndexOf($"## {title}\n", StringComparison.Ordinal)..]
        .Split('\n')
        .Skip(1)
        .TakeWhile(static line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(static line => line.StartsWith('|'))
        .Select(static line => line.Trim('|', ' ').Split(" | "));

    private static string Read(string page) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", page));

    [GeneratedRegex(@"^\| `(?<name>[A-Z]\w+)` \| (?<default>[\d,]+[^|]*?) \| (?<range>(?:over )?[\d,]+[^|]* to [^|]*?) \|", RegexOptions.Multiline)]
    private static partial Regex OptionRow();

    [GeneratedRegex(@"^(?<over>over )?(?<least>[\d,]+(?: \w+)?) to (?<most>[\d,]+(?: \w+)?)$")]
    private static partial Regex RangeCell();

    // The word, and what follows it up to the end of the thought.
    [GeneratedRegex("(?i)answer `[^|;.]*")]
    private static partial Regex Answer();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();
}
