using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Musubi.Gateway;
using Musubi.TestKit;

namespace Musubi.Deploy.Tests.Configuration;

/// <summary>Every option is read from the configuration, and stands in <c>docs/configuration.md</c>.</summary>
public sealed class ConfigurationTests
{
    private const string Begin = "<!-- The table is written by ConfigurationTests: MUSUBI_WRITE=1 writes it anew. -->\n";
    private const string End = "<!-- End of the table. -->\n";

    public static TheoryData<string> Options => [.. OptionKey.All.Select(static key => key.Name)];

    [Theory]
    [MemberData(nameof(Options))]
    public void Option_SetInTheConfiguration_IsRead(string name)
    {
        var key = OptionKey.All.Single(key => key.Name == name);
        using var host = Build((key.Setting, key.Other));

        Assert.Equal(key.Other, key.Text(key.Property.GetValue(ValueOf(host, key.Options))) ?? (string)key.Property.GetValue(ValueOf(host, key.Options))!);
    }

    [Fact]
    public void Option_SetInTheEnvironment_IsReadUnderItsNameWithUnderscores()
    {
        const string Variable = "MusubiDeployTests_Musubi__Gateway__MaxConnections";
        Environment.SetEnvironmentVariable(Variable, "7");
        using var host = Build(static configuration => configuration.AddEnvironmentVariables("MusubiDeployTests_"));

        Assert.Equal(7, ((MusubiGatewayOptions)ValueOf(host, typeof(MusubiGatewayOptions))).MaxConnections);
    }

    [Fact]
    public void Option_SetInTheConfigurationAndInCode_IsAsInCode()
    {
        using var host = Build(
            static configuration => configuration.AddInMemoryCollection([new("Musubi:Gateway:MaxConnections", "7"), new("Musubi:Gateway:FrameBurst", "8")]),
            static gateway => gateway.MaxConnections = 9);

        var options = (MusubiGatewayOptions)ValueOf(host, typeof(MusubiGatewayOptions));
        Assert.Equal((9, 8), (options.MaxConnections, options.FrameBurst));
    }

    [Theory]
    [InlineData("Musubi:Gateway:MaxConections", "7", "MaxConections")]
    [InlineData("Musubi:Gateway:SyncInterval", "soon", "Musubi:Gateway:SyncInterval")]
    [InlineData("Musubi:Gateway:MaxConnections", "0", "MaxConnections")]
    [InlineData("Musubi:Silo:MaxTreeDepth", "0", "MaxTreeDepth")]
    [InlineData("Musubi:Storage:Redis:WaitForReplicas", "11", "WaitForReplicas")]
    public void Start_OptionThatIsUnknownOrUnreadableOrOutOfItsRange_StopsAndNamesIt(string name, string value, string named)
    {
        using var host = Build((name, value), ("Musubi:Storage:Redis:Configuration", "redis:6379"));

        var failure = Assert.ThrowsAny<Exception>(host.Services.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains(named, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Page_Table_IsWhatTheCodeSays()
    {
        var file = Path.Combine(Repository.Root, "docs", "configuration.md");
        var page = File.ReadAllText(file);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("MUSUBI_WRITE") == "1")
        {
            File.WriteAllText(file, page[..begin] + Table() + page[end..]);
            return;
        }

        Assert.Equal(Table(), page[begin..end]);
    }

    private static string Table() => "| key | default | meaning |\n| --- | --- | --- |\n"
        + string.Concat(OptionKey.All.Select(static key => $"| `{key.Name}` | {(key.Default is { Length: > 0 } text ? $"`{text}`" : "")} | {OptionDocs.Of(key.Property)} |\n"));

    // As they are read, before anybody has checked them: what a single option is set to need not fit the others.
    private static object ValueOf(IHost host, Type options)
    {
        var value = Activator.CreateInstance(options)!;
        var configure = typeof(IConfigureOptions<>).MakeGenericType(options);
        foreach (var step in host.Services.GetServices(configure))
        {
            configure.GetMethod("Configure")!.Invoke(step, [value]);
        }

        return value;
    }

    private static IHost Build(params (string Name, string Value)[] settings) =>
        Build(configuration => configuration.AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))));

    private static IHost Build(Action<IConfigurationBuilder> configure, Action<MusubiGatewayOptions>? gateway = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        configure(builder.Configuration);
        builder.UseOrleans(static silo => silo
            .UseLocalhostClustering()
            .AddMusubi<NoSocket>()
            .AddMusubiPostgresStorage()
            .AddMusubiRedisStorage()
            .AddMusubiSqliteStorage());
        builder.Services.AddMusubiGateway(gateway);
        return builder.Build();
    }

    private sealed class NoSocket : MusubiSocket;
}
