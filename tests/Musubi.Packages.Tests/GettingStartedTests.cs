using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Musubi.TestKit;
using Musubi.TestKit.Browsers;
using Musubi.TestKit.Processes;

namespace Musubi.Packages.Tests;

/// <summary>Does what docs/getting-started.md says, block by block, outside the repository.</summary>
[Collection(nameof(Repository))]
public sealed class GettingStartedTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("musubi-");

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    private string Packages => Path.Combine(_home.FullName, "nuget");

    private string Application => Path.Combine(_home.FullName, "counter");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public async Task Guide_Followed_TwoTabsShareACounterThatOutlivesItsServer()
    {
        var shell = new Shell(Repository.Folder, Packages);
        var services = await FollowAsync(shell);
        await CheckTypesAsync(shell);
        AssertPacked();

        var (server, page) = (services[0], services[1]);
        await using var vite = shell.Start(page);
        var url = await vite.LineAsync("Local:", CancellationToken);
        await using var browser = await TestBrowser.LaunchAsync(new Uri(url), losesConnections: true);
        await using var user = await browser.NewUserAsync();
        IPage tab, other;
        await using (var first = await StartServerAsync(shell, server))
        {
            tab = await browser.OpenAsync(user);
            other = await browser.OpenAsync(user);
            await Assertions.Expect(Total(other)).ToHaveTextAsync("0");

            await Button(tab).ClickAsync();
            await Assertions.Expect(Total(tab)).ToHaveTextAsync("1");
            await Assertions.Expect(Total(other)).ToHaveTextAsync("1");

            await Button(other).ClickAsync();
            await Assertions.Expect(Total(tab)).ToHaveTextAsync("2");
            await Assertions.Expect(tab.GetByText("1 of them here")).ToBeVisibleAsync();
            await Assertions.Expect(other.GetByText("1 of them here")).ToBeVisibleAsync();
            Assert.DoesNotContain(first.Lines, static line => line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal));
            // Of a silo's own start, which takes some two hundred lines, nothing.
            Assert.DoesNotContain(first.Lines, static line => line.Contains(": Orleans.", StringComparison.Ordinal) || line.StartsWith("warn:", StringComparison.Ordinal));
            Assert.InRange(first.Lines.Count, 1, 50);
        }

        await using var second = await StartServerAsync(shell, server);
        await Assertions.Expect(Total(tab)).ToHaveTextAsync("0");
        await Assertions.Expect(Total(other)).ToHaveTextAsync("0");
        await Button(other).ClickAsync();
        await Assertions.Expect(Total(tab)).ToHaveTextAsync("1");

        browser.Verify();
    }

    private static ILocator Total(IPage page) => page.GetByRole(AriaRole.Heading);

    private static ILocator Button(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Add one" });

    private static async Task<ShellService> StartServerAsync(Shell shell, string command)
    {
        var server = shell.Start(command);
        await server.LineAsync("Now listening on:", CancellationToken);
        return server;
    }

    /// <summary>Writes and runs all but what stays.</summary>
    /// <returns>What stays.</returns>
    private async Task<IReadOnlyList<string>> FollowAsync(Shell shell)
    {
        // What a machine has only one of: a user's home, and ports.
        var ports = FreePorts.Take(3).Select(static port => port.ToString(CultureInfo.InvariantCulture)).ToArray();
        string Here(string text) => text
            .Replace("./pack ~/counter/packages", $"./pack ~/counter/packages {Repository.PackOptions}", StringComparison.Ordinal)
            .Replace("~/counter", Application, StringComparison.Ordinal)
            .Replace("localhost:5080", $"localhost:{ports[0]}", StringComparison.Ordinal)
            .Replace("UseLocalhostClustering()", $"UseLocalhostClustering(siloPort: {ports[1]}, gatewayPort: {ports[2]})", StringComparison.Ordinal);

        var services = new List<string>();
        var guide = await File.ReadAllTextAsync(Path.Combine(Repository.Folder, "docs", "getting-started.md"), CancellationToken);
        foreach (var step in Guide.Read(guide.ReplaceLineEndings("\n")))
        {
            switch (step)
            {
                case GuideStep.Source source:
                    Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Application, source.Path))!);
                    await File.WriteAllTextAsync(Path.Combine(Application, source.Path), Here(source.Text), CancellationToken);
                    break;
                case GuideStep.Commands commands:
                    await shell.RunAsync(Here(commands.Text), CancellationToken);
                    break;
                case GuideStep.Service service:
                    services.Add(Here(service.Text));
                    break;
            }
        }

        return services;
    }

    /// <summary>Installs the tool as docs/types.md says, and finds with it what the build has written, then what is no longer so.</summary>
    private async Task CheckTypesAsync(Shell shell)
    {
        // The CLI remembers in a user's home where it once found a tool of some version, and does not look again, even when it is there no more.
        var home = $"export DOTNET_CLI_HOME={Path.Combine(_home.FullName, "cli")}";
        const string Types = "dotnet musubi-types server/bin/Debug/net10.0/Counter.dll --out web/src/musubi.d.ts";
        await shell.RunAsync($"{home}\ndotnet new tool-manifest && dotnet tool install Musubi.TypeScript --prerelease", CancellationToken);
        await shell.RunAsync($"{home}\n{Types} --check", CancellationToken);

        await shell.RunAsync("echo '// stale' >> web/src/musubi.d.ts", CancellationToken);
        var refusal = await Assert.ThrowsAsync<ExpectationException>(() => shell.RunAsync($"{home}\n{Types} --check", CancellationToken));
        Assert.Contains("error MUSUBI1", refusal.Message, StringComparison.Ordinal);
        await shell.RunAsync($"{home}\n{Types} && {Types} --check", CancellationToken);
    }

    /// <summary>What was restored is what was packed, and no package of the same name from elsewhere.</summary>
    private void AssertPacked()
    {
        foreach (var name in (string[])["musubi.grains", "musubi.gateway", "musubi.abstractions", "musubi.typescript.build"])
        {
            var restored = Directory.GetDirectories(Path.Combine(Packages, name)).Single();
            using var metadata = JsonDocument.Parse(File.ReadAllText(Path.Combine(restored, ".nupkg.metadata")));
            Assert.Equal(Path.Combine(Application, "packages"), metadata.RootElement.GetProperty("source").GetString());
        }
    }
}
