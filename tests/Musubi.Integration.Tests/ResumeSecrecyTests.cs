using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Musubi.Conformance.Host;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;
using Musubi.TestKit.Traces;

namespace Musubi.Integration.Tests;

/// <summary>What a client takes its root back with is written down nowhere: in no log, however detailed, in no trace, and so in no URL that either of them holds. Source: docs/resume.md.</summary>
/// <remarks>What it listens to is traced in the whole process, see <see cref="TraceTests{TServer}"/>.</remarks>
[Collection(nameof(TraceRecorder))]
public sealed class ResumeSecrecyTests
{
    [Fact]
    public async Task Token_GivenUsedAndGuessedAt_IsInNoLogAndNoTrace()
    {
        var seen = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => seen.Enqueue(Text(activity)),
        };
        ActivitySource.AddActivityListener(listener);
        var tokens = new List<string>();
        await using (var server = new WatchedServer(seen))
        {
            await server.InitializeAsync();
            var root = new ResumableRoot(Modules.Durable, "secret");
            var client = await server.ConnectAsync();
            Assert.Null(await root.JoinAsync(client));
            tokens.Add(root.Token!);
            await root.PatchAsync();
            client.Abort();

            await using var second = await server.ConnectAsync();
            Assert.True(await root.JoinAsync(second));
            tokens.Add(root.Token!);

            // Right about the root and wrong about the secret, and then a token that is no more good.
            await using var thief = await server.ConnectAsync();
            var guess = $"{Connection(tokens[0])}.{new string('A', 22)}";
            var guessed = new ResumableRoot(Modules.Durable, "secret");
            Assert.False(await guessed.JoinAsync(thief, token: guess));
            await using var another = await server.ConnectAsync();
            var late = new ResumableRoot(Modules.Durable, "secret");
            await late.JoinAsync(another, token: tokens[0]);
            tokens.AddRange([guess, guessed.Token!, late.Token!]);
            await client.DisposeAsync();
        }

        // All of it was seen: the root's key, which no token is guessed from, stands in both.
        Assert.Contains(seen, text => text.StartsWith("log ", StringComparison.Ordinal) && text.Contains(Connection(tokens[0]), StringComparison.Ordinal));
        Assert.Contains(seen, static text => text.StartsWith("activity Microsoft.AspNetCore", StringComparison.Ordinal));
        Assert.Contains(seen, static text => text.StartsWith("activity Musubi.Grains", StringComparison.Ordinal));
        foreach (var form in tokens.SelectMany(FormsOf))
        {
            Assert.DoesNotContain(seen, text => text.Contains(form, StringComparison.OrdinalIgnoreCase));
        }
    }

    private static string Connection(string token) => token.Split('.')[0];

    // The secret as the wire has it, and as logs write bytes.
    private static IEnumerable<string> FormsOf(string token)
    {
        var secret = token.Split('.')[1];
        var bytes = Base64Url.DecodeFromChars(secret);
        return [token, secret, Convert.ToBase64String(bytes), Convert.ToHexString(bytes), BitConverter.ToString(bytes), string.Join(", ", bytes), string.Join(",", bytes)];
    }

    private static string Text(Activity activity) => string.Join(
        ' ',
        (object?[])["activity", activity.Source.Name, activity.OperationName, activity.DisplayName, activity.StatusDescription,
            .. activity.TagObjects.Select(static tag => (object?)$"{tag.Key}={tag.Value}"),
            .. activity.Baggage.Select(static item => (object?)$"{item.Key}={item.Value}"),
            .. activity.Events.SelectMany(static happened => happened.Tags).Select(static tag => (object?)$"{tag.Key}={tag.Value}")]);

    private sealed class WatchedServer(ConcurrentQueue<string> seen) : CoHostedServer
    {
        protected override IHost Build(string[] args, Action<IHostApplicationBuilder> configure) => ConformanceHost.Build(args, builder =>
        {
            configure(builder);
            builder.Logging.SetMinimumLevel(LogLevel.Trace).AddFilter(static _ => true).AddProvider(new Watch(seen));
        });
    }

    private sealed class Watch(ConcurrentQueue<string> seen) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            seen.Enqueue($"scope {Values(state)}");
            return null;
        }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            seen.Enqueue($"log {formatter(state, exception)} {Values(state)} {exception}");

        public void Dispose()
        {
        }

        private static string Values(object? state) =>
            state is IEnumerable<KeyValuePair<string, object?>> values ? string.Join(' ', values.Select(static value => $"{value.Key}={value.Value}")) : $"{state}";
    }
}
